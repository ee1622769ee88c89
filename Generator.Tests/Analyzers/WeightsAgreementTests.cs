extern alias analyzers;

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Threading.Tasks;
using analyzers::ModelGen.Analyzers.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// MG3001, MG3002 and MG3007 of many declarations: they have something to say exactly where the model's <c>Weights.Load</c> refuses the file. And which model a file is for.
/// </summary>
public class WeightsAgreementTests
{
    private const int Models = 30;
    private const int ChangesPerModel = 30;

    private static readonly string[] s_names = ["a", "lstm_1.kernel", "lstm_1.recurrent_kernel", "gru.bias", "dense.x", "lstm.bias", "bidirectional.kernel", ".", "lstm", "weight_ih_l0", "dense_3.kernel", ""];

    [Fact]
    public async Task FindingsAreWhatLoadRefuses()
    {
        var random = new Random(7);
        string[] sources = Enumerable.Range(0, Models).Select(i => Draw(random, i)).ToArray();
        Assembly assembly = Build(sources);
        int refused = 0;
        for (int i = 0; i < Models; i++)
        {
            MethodInfo load = LoadOf(assembly, $"M{i}");
            Tensor[] saved = Saved(assembly, $"M{i}");
            var cases = new Case[ChangesPerModel];
            for (int j = 0; j < ChangesPerModel; j++)
            {
                Tensor[] tensors = j == 0 ? saved : Change(random, saved);
                byte[] file = Write(tensors, random.Next(2) == 0 ? "" : random.Next(2) == 0 ? $"M{i}" : "Other");
                cases[j] = new Case($"M{i}", Refuses(load, file), file, $"{sources[i]}\n{string.Join('\n', tensors.AsEnumerable())}");
            }

            Assert.False(cases[0].IsRefused);
            refused += cases.Count(c => c.IsRefused);
            await AgreeAsync(sources[i], cases);
        }

        Assert.InRange(refused, Models * ChangesPerModel / 2, Models * ChangesPerModel * 9 / 10);
    }

    /// <summary>What JSON allows and hardly anybody writes, and what it does not allow.</summary>
    [Theory]
    [InlineData(false, """ "r.kernel":{"shape":[1,1],"data_offsets":[-0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[1,1],"data_offsets":[-0,4],"dtype":"F32"}, "r.kernel":{"shape":[1,1],"data_offsets":[0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[1,-1],"data_offsets":[0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[1,1],"data_offsets":[-,4],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[1,1],"data_offsets":[0,4.0],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[9223372036854775807,4],"data_offsets":[0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "r.kernel":{"shape":[1,1],"data_offsets":[0,4],"dtype":"F32"}, """)]
    [InlineData(false, """ "__metadata__":{"a":"\ud83d\ude00 \u0000"}, "r.kern\u0065l":{"shape":[1,1],"data_offsets":[0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "__metadata__":{"a":"\ud83d"}, "r.kernel":{"shape":[1,1],"data_offsets":[0,4],"dtype":"F32"} """)]
    [InlineData(true, """ "__metadata__":{"a":"\ude00\ud83d"}, "r.kernel":{"shape":[1,1],"data_offsets":[0,4],"dtype":"F32"} """)]
    public async Task OddHeaders(bool isRefused, string kernel)
    {
        const string Source = "[Model(Features = 1, Streaming = true)] [Dense(1, Name = \"r\", UseBias = false)] public sealed partial class M0;";
        string header = "{" + kernel.Trim() + "}";

        Assert.Equal(isRefused, Refuses(LoadOf(Build([Source]), "M0"), Write(header, 4)));
        Assert.Equal(isRefused, (await Verify.MessagesAsync(Source, "<ModelWeights Include=\"f\" Model=\"M0\" />\nf: " + header)).Length > 0);
    }

    /// <summary>A name is that of one model: in full, or as much of its end as no other has.</summary>
    [Theory]
    [InlineData("Left.M")]
    [InlineData("M")]
    [InlineData("Inner")]
    [InlineData("Outer.Inner")]
    [InlineData("Right.class.Outer.Inner")]
    [InlineData("Right.class.Outer+Inner")]
    [InlineData("N", "'f' is given to the model 'N', and this project declares several of that name: Left.N, Right.class.N. Set Model of the ModelWeights item to the class with its namespace.")]
    [InlineData("er", "'f' is given to the model 'er', which this project does not declare. Set Model of the ModelWeights item to the class with its namespace.")]
    [InlineData("Right.class.N", "'f' does not hold what layer 'dense' of model 'N' reads: 'dense.kernel' is [3, 4] and should be [3, 5], 'dense.bias' is [4] and should be [5]. Declare the layer as it was when the file was saved, or save the weights anew.")]
    public async Task NamesOfModels(string model, params string[] messages)
    {
        const string Source = """
            namespace Left { [Model(Features = 3, Streaming = true)] [Dense(4)] public sealed partial class M; [Model(Features = 3, Streaming = true)] [Dense(4)] public sealed partial class N; }
            [Model(Features = 3, Streaming = true)] [Dense(4)] public sealed partial class M;
            namespace Right.@class
            {
                [Model(Features = 3, Streaming = true)] [Dense(5)] public sealed partial class M;
                [Model(Features = 3, Streaming = true)] [Dense(5)] public sealed partial class N;
                public partial class Outer { [Model(Features = 3, Streaming = true)] [Dense(4)] public sealed partial class Inner; }
            }
            """;
        const string Tensors = "\"dense.kernel\":{\"dtype\":\"F32\",\"shape\":[3,4],\"data_offsets\":[0,48]},\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[48,64]}";

        Assert.Equal(messages, await Verify.MessagesAsync(Source, $"<ModelWeights Include=\"f\" Model=\"{model}\" />\nf: {{{Tensors}}}"));
        // Without Model it is that of the file.
        Assert.Equal(messages, await Verify.MessagesAsync(Source, $"<ModelWeights Include=\"f\" />\nf: {{\"__metadata__\":{{\"format\":\"modelgen\",\"model\":\"{model}\"}},{Tensors}}}"));
    }

    /// <summary>The files of one model, all in one project.</summary>
    private static async Task AgreeAsync(string source, Case[] cases)
    {
        CSharpCompilation compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText("using ModelGen;\n" + source, path: "Test.cs")], Verify.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string settings = string.Concat(cases.Select((c, i) => $"<ModelWeights Include=\"file{i}\" Model=\"{c.Model}\" />\nfile{i}: {HeaderOf(c.File)}\n"));
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers([new WeightsFileAnalyzer()], Verify.OptionsOf(settings)).GetAnalyzerDiagnosticsAsync();
        Assert.All(diagnostics, d => Assert.StartsWith("MG3", d.Id));
        string[] messages = diagnostics.Select(d => d.GetMessage(CultureInfo.InvariantCulture)).ToArray();
        for (int i = 0; i < cases.Length; i++)
        {
            string[] own = messages.Where(m => m.Contains($"'file{i}'", StringComparison.Ordinal)).ToArray();
            Assert.True(cases[i].IsRefused == own.Length > 0, $"{cases[i].Text}\nis {(cases[i].IsRefused ? "refused" : "loaded")}, reported:\n{string.Join('\n', own)}");
        }
    }

    private static Assembly Build(string[] sources)
    {
        Compilation compilation = Verify.Generate(CSharpCompilation.Create(
            "Agreement",
            sources.Select(s => CSharpSyntaxTree.ParseText("using ModelGen;\n" + s)),
            Verify.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
        var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)) + string.Join('\n', sources));
        image.Position = 0;
        return new AssemblyLoadContext("agreement", isCollectible: false).LoadFromStream(image);
    }

    private static MethodInfo LoadOf(Assembly assembly, string model) => assembly.GetType($"{model}+Weights", throwOnError: true)!.GetMethod("Load", [typeof(Stream)])!;

    /// <summary>The tensors of a file that the model itself has saved.</summary>
    private static Tensor[] Saved(Assembly assembly, string model)
    {
        var weights = (ModelWeights)assembly.GetType($"{model}+Weights", throwOnError: true)!.GetMethod("Create")!.Invoke(null, [1UL])!;
        var file = new MemoryStream();
        weights.Save(file);
        file.Position = 0;
        WeightsHeader header = WeightsHeader.Parse($"data {file.Length - 8 - HeaderOf(file.ToArray()).Length}\n{HeaderOf(file.ToArray())}");
        Assert.Equal(model, header.SavedBy);
        return header.Tensors.Select(t => new Tensor(t.Name, t.DataType, t.Shape.ToArray())).ToArray();
    }

    private static string HeaderOf(byte[] file) => Encoding.UTF8.GetString(file, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(file));

    /// <summary>A file with these tensors, full of zeros.</summary>
    private static byte[] Write(Tensor[] tensors, string savedBy)
    {
        long end = 0;
        var entries = new List<string>();
        if (savedBy.Length > 0)
        {
            entries.Add($$"""
                "__metadata__":{"format":"modelgen","model":"{{savedBy}}"}
                """);
        }

        foreach (Tensor tensor in tensors)
        {
            long begin = end;
            end += tensor.Shape.Aggregate(tensor.DataType switch { "F64" => 8L, "F16" or "BF16" => 2L, _ => 4L }, (size, d) => size * d);
            entries.Add($$"""
                "{{tensor.Name}}":{"dtype":"{{tensor.DataType}}","shape":[{{string.Join(',', tensor.Shape)}}],"data_offsets":[{{begin}},{{end}}]}
                """);
        }

        return Write("{" + string.Join(',', entries) + "}", end);
    }

    private static byte[] Write(string header, long length)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + length];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    private static bool Refuses(MethodInfo load, byte[] file)
    {
        try
        {
            load.Invoke(null, [new MemoryStream(file)]);
            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is WeightsFormatException)
        {
            return true;
        }
    }

    /// <summary>One change of a file, some of which leave it as good as it was.</summary>
    private static Tensor[] Change(Random random, Tensor[] tensors)
    {
        int at = random.Next(tensors.Length);
        Tensor tensor = tensors[at];
        string layer = tensor.Name.Split('.')[0];
        return random.Next(12) switch
        {
            0 => tensors.Where(t => t != tensor).ToArray(),
            1 => tensors.Where(t => t.Name.Split('.')[0] != layer).ToArray(),
            2 => [.. tensors.Where(t => t.Name != s_names[at % s_names.Length]), new Tensor(s_names[at % s_names.Length], "F32", [2, 3])],
            3 => [.. tensors, .. tensors.Where(t => t.Name.Split('.')[0] == layer).Select(t => t with { Name = $"{layer}_9{t.Name[layer.Length..]}" })],
            4 => With(tensor with { Shape = tensor.Shape.Reverse().ToArray() }),
            5 => With(tensor with { Shape = tensor.Shape.Select((d, i) => i == tensor.Shape.Length - 1 ? d + random.Next(2) : d).ToArray() }),
            6 => With(tensor with { Shape = tensor.Shape.Length == 1 ? [2, tensor.Shape[0]] : [tensor.Shape[^1]] }),
            7 => With(tensor with { Shape = [1, .. tensor.Shape] }),
            8 => With(tensor with { DataType = new[] { "F64", "F16", "BF16", "I32" }[random.Next(4)] }),
            9 => With(tensor with { Name = tensor.Name + (random.Next(2) == 0 ? "" : "s") }),
            10 => tensors.Reverse().ToArray(),
            _ => tensors.Select(t => t with { Name = t.Name.Replace(layer, layer + "_2", StringComparison.Ordinal) }).ToArray(),
        };

        Tensor[] With(Tensor changed) => tensors.Select((t, i) => i == at ? changed : t).ToArray();
    }

    private static string Draw(Random random, int index)
    {
        bool isIds = random.Next(3) == 0;
        var text = new StringBuilder($"[Model({(isIds ? "" : $"Features = {random.Next(1, 6)}, ")}MaxTimesteps = 5{(random.Next(3) == 0 ? ", Framework = FrameworkPreset.Keras23" : "")})]\n");
        text.Append(isIds ? $"[Embedding({random.Next(2, 9)}, {random.Next(1, 5)})]\n" : "");
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            bool isBoth = random.Next(3) == 0;
            text.Append(isBoth ? $"[Bidirectional{(random.Next(3) == 0 ? $"(Name = \"both{i}\")" : "")}]\n" : "").Append(Cell(random, isBoth ? "" : random.Next(4) == 0 ? $", Name = \"layer{i}\"" : ""));
            text.Append(isBoth && random.Next(3) == 0 ? "[BackwardLayer]\n" + Cell(random, "") : "");
            text.Append(random.Next(5) switch { 0 => "[BatchNormalization]\n", 1 => "[LayerNormalization(Center = false)]\n", 2 => "[Dropout(0.5)]\n", _ => "" });
        }

        return text.Append($"[Dense({random.Next(1, 5)}{(random.Next(3) == 0 ? ", UseBias = false" : "")})]\npublic sealed partial class M{index};").ToString();
    }

    private static string Cell(Random random, string name)
    {
        string kind = random.Next(3) switch
        {
            0 => $"Lstm({random.Next(1, 6)}{(random.Next(3) == 0 ? ", Peepholes = true" : "")}{(random.Next(3) == 0 ? ", Projection = 2" : "")}",
            1 => $"Gru({random.Next(1, 6)}{random.Next(3) switch { 0 => ", ResetAfter = false", 1 => ", ResetAfter = true", _ => "" }}",
            _ => $"SimpleRnn({random.Next(1, 6)}",
        };
        return $"[{kind}, ReturnSequences = true{(random.Next(4) == 0 ? ", UseBias = false" : "")}{name})]\n";
    }

    private sealed record Case(string Model, bool IsRefused, byte[] File, string Text);

    private sealed record Tensor(string Name, string DataType, long[] Shape)
    {
        public override string ToString() => $"{Name} {DataType} [{string.Join(", ", Shape)}]";
    }
}
