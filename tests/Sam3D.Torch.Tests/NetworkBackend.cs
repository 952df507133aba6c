// What the parity tests of networks, which this project compiles too, run on: libtorch.
global using NetworkBuilder = Sam3D.Torch.Tests.TorchBuilder;
global using NetworkRun = Sam3D.Torch.Tests.TorchRun;
global using NetworkTensor = TorchSharp.torch.Tensor;
