namespace ModelGen.Tests.Package;

/// <summary>The program of a user who has the package and the README.</summary>
internal static class ConsumerProgram
{
    public const string Text = """
        using System;
        using ModelGen;
        Console.WriteLine("hello " + Activation.Linear);
        """;

    public const string ExpectedOutput = "hello";
}
