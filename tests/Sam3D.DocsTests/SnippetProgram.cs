using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sam3D.DocsTests;

/// <summary>Compiles a snippet against the assemblies of this test and runs it, as a console project of the SDK would.</summary>
internal static class SnippetProgram
{
    // What the SDK's implicit usings add to every file of a console project.
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>Compiles a program.</summary>
    /// <param name="code">Top-level statements.</param>
    /// <param name="place">Where the code stands, for messages.</param>
    /// <returns>The assembly's bytes, and the errors and warnings.</returns>
    public static (byte[] Assembly, IReadOnlyList<string> Diagnostics) Compile(string code, string place)
    {
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(code, Syntax, place), CSharpSyntaxTree.ParseText(ImplicitUsings, Syntax)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        string[] diagnostics =
        [
            .. compilation.Emit(assembly).Diagnostics
                .Where(d => d.Severity >= DiagnosticSeverity.Warning)
                .Select(d => $"{place}, line {1 + d.Location.GetLineSpan().StartLinePosition.Line} of the block: {d.GetMessage()}"),
        ];
        return (assembly.ToArray(), diagnostics);
    }

    /// <summary>Runs a program in a folder and returns what it writes to the console.</summary>
    public static async Task<string> RunAsync(byte[] assembly, string folder)
    {
        var context = new AssemblyLoadContext("Snippet", isCollectible: true);
        string before = Directory.GetCurrentDirectory();
        TextWriter console = Console.Out;
        using var output = new StringWriter();
        try
        {
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(output);
            MethodInfo main = context.LoadFromStream(new MemoryStream(assembly)).EntryPoint!;

            // The entry point of an asynchronous program waits for it.
            await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]));
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
            context.Unload();
        }

        return output.ToString();
    }
}
