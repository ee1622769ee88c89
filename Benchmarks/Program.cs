using System.CommandLine;
using ModelGen.Benchmarks.Commands;

var root = new RootCommand("Measures compiled models against their rivals and against the limits of this machine, side by side in one process.")
{
    InferenceCommand.Create(),
    TrainingCommand.Create(),
    CompilerCommand.Create(),
};
return root.Parse(args).Invoke();
