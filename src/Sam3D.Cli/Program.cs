using Sam3D.Cli;
using Sam3D.Cli.Reporting;

using var stop = new StopSignal();
return await CliApplication.RunAsync(args, Terminal.OfProcess(), stop.Token);
