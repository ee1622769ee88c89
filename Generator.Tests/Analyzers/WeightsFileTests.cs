extern alias analyzers;

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using analyzers::ModelGen.Analyzers.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG3001, MG3002 and MG3007 against <c>Weights.Load</c>: the analyzer finds something wrong with a file exactly where loading it is refused.</summary>
public class WeightsFileTests
{
    private const string Stacked = """
        using ModelGen;
        [Model(Features = 3, MaxTimesteps = 20)]
        [Gru(5, ReturnSequences = true)]
        [BatchNormalization]
        [Bidirectional(Name = "both")] [Lstm(4, Peepholes = true)]
        [Dense(2)]
        public sealed partial class Reader;
        """;

    private const string Words = """
        using ModelGen;
        namespace Text;
        [Model(MaxTimesteps = 20)]
        [Embedding(30, 6)]
        [SimpleRnn(7, UseBias = false, ReturnSequences = true, Name = "first")]
        [Gru(3, ResetAfter = false)]
        [LayerNormalization]
        [Dense(2, UseBias = false)]
        public sealed partial class Reader;
        """;

    [Theory]
    [InlineData(Stacked)]
    [InlineData(Words)]
    public async Task WhatIsReportedIsWhatCannotBeLoaded(string source)
    {
        Program program = Program.Compile(source);
        Assert.Equal(string.Empty, await program.CompareAsync(program.Saved));
        int refused = 0;
        int mutants = 0;
        foreach (byte[] file in Mutants(program.Saved))
        {
            mutants++;
            string reported = await program.CompareAsync(file);
            string loading = program.Load(file);
            Assert.True(
                (reported.Length > 0) == (loading.Length > 0),
                $"Loading says '{loading}', the analyzer '{reported}' of\n{TextOf(file)}");
            refused += loading.Length > 0 ? 1 : 0;
        }

        // Spaces and other types of floats are no differences.
        Assert.InRange(refused, mutants / 2, mutants - 5);
    }

    [Fact]
    public async Task MessagesNameFileLayerAndShapes()
    {
        const string Source = """
            [Model(Features = 3, MaxTimesteps = 20)]
            [Lstm(8)]
            [Dense(4)]
            public sealed partial class Reader;
            """;
        Assert.Equal(
            [
                "'r.safetensors' holds what model 'Reader' does not have: 'dense_1.kernel' [4, 4]. The file was saved by the model 'Writer': take that of 'Reader'.",
                "'r.safetensors' does not hold what layer 'lstm' of model 'Reader' reads: 'lstm.kernel' is [3, 28] and should be [3, 32], 'lstm.bias' [32] is missing. Declare the layer as it was when the file was saved, or save the weights anew.",
                "'r.safetensors' does not hold what layer 'dense' of model 'Reader' reads: 'dense.kernel' is [4, 8] and should be [8, 4]. Save the transposed matrices: PyTorch keeps [outputs, inputs].",
            ],
            await Verify.MessagesAsync(Source, """
                <ModelWeights Include="models/r.safetensors" Model="Reader" />
                models/r.safetensors: (saved by Writer) lstm.kernel [3, 28], lstm.recurrent_kernel [8, 32], dense.kernel [4, 8], dense.bias [4], dense_1.kernel [4, 4]
                """));
    }

    [Theory]
    [InlineData("Writer", "'r.safetensors' is given to the model 'Writer', which this project does not declare. Set Model of the ModelWeights item to the class with its namespace.")]
    [InlineData("Other.Reader", "'r.safetensors' is given to the model 'Other.Reader', which this project does not declare. Set Model of the ModelWeights item to the class with its namespace.")]
    [InlineData("Plain", "'r.safetensors' is given to the model 'Plain', which this project does not declare. Set Model of the ModelWeights item to the class with its namespace.")]
    [InlineData("", "'r.safetensors' does not say which model it belongs to. Set Model of the ModelWeights item to the class with its namespace.")]
    public async Task AFileBelongsToAModel(string model, string message)
        => Assert.Equal(message, Assert.Single(await Verify.MessagesAsync(
            """
            [Model(Features = 3, MaxTimesteps = 20)]
            [Dense(4)]
            public sealed partial class Reader;
            public sealed class Plain;
            """,
            $"<ModelWeights Include=\"r.safetensors\" Model=\"{model}\" />\nr.safetensors: dense.kernel [3, 4], dense.bias [4]")));

    /// <summary>Files that are like the given one: tensors dropped, added, reshaped, renamed, retyped; characters of the header changed; bytes cut off.</summary>
    private static IEnumerable<byte[]> Mutants(byte[] saved)
    {
        WeightsHeader header = WeightsHeader.Parse(TextOf(saved));
        FileTensor[] tensors = [.. header.Tensors];
        yield return Build(tensors.Reverse());
        for (int i = 0; i < tensors.Length; i++)
        {
            FileTensor tensor = tensors[i];
            yield return Build(tensors.Where(t => t != tensor));
            yield return Build(tensors.Append(tensor with { Name = tensor.Name + "s" }));
            yield return Build(Replaced(tensor with { Name = "x" + tensor.Name }));
            yield return Build(tensors.Select(t => t.Layer == tensor.Layer ? t with { Name = "other" + t.Name[t.Layer.Length..] } : t));
            yield return Build(Replaced(tensor with { Shape = [.. tensor.Shape.Reverse()] }));
            yield return Build(Replaced(tensor with { Shape = [1, .. tensor.Shape] }));
            yield return Build(Replaced(tensor with { Shape = [.. tensor.Shape.Select(d => d + 1)] }));
            yield return Build(Replaced(tensor with { DataType = "BF16" }));
            yield return Build(Replaced(tensor with { DataType = "F64" }));
            yield return Build(Replaced(tensor with { DataType = "I32" }));

            IEnumerable<FileTensor> Replaced(FileTensor other) => tensors.Select(t => t == tensor ? other : t);
        }

        const string Characters = "{}[]\",: 0123456789abl_-.\\/";
        var random = new Random(7);
        int length = HeaderLength(saved);
        for (int i = 0; i < 400; i++)
        {
            byte[] file = (byte[])saved.Clone();
            int at = 8 + random.Next(length);
            file[at] = (byte)Characters[random.Next(Characters.Length)];
            yield return file;
        }

        foreach (int cut in new[] { 0, 1, 7, 8, 9, length, length + 8, saved.Length - 1 })
        {
            yield return saved[..cut];
        }

        yield return [.. saved, 0];
    }

    private static byte[] Build(IEnumerable<FileTensor> tensors)
    {
        var entries = new List<string>();
        long offset = 0;
        foreach (FileTensor tensor in tensors)
        {
            long begin = offset;
            offset += tensor.Shape.Aggregate(tensor.DataType switch { "F64" => 8L, "BF16" => 2L, _ => 4L }, (size, d) => size * d);
            entries.Add($$"""
                "{{tensor.Name}}":{"dtype":"{{tensor.DataType}}","shape":[{{string.Join(',', tensor.Shape)}}],"data_offsets":[{{begin}},{{offset}}]}
                """);
        }

        byte[] header = Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        byte[] file = new byte[8 + header.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    private static int HeaderLength(byte[] file) => file.Length < 8 ? 0 : (int)BinaryPrimitives.ReadInt64LittleEndian(file);

    /// <summary>What the build makes of a file.</summary>
    private static string TextOf(byte[] file)
        => file.Length < 8 || HeaderLength(file) > file.Length - 8
            ? "cut off"
            : $"data {file.Length - 8 - HeaderLength(file)}\n{Encoding.UTF8.GetString(file, 8, HeaderLength(file))}";

    /// <summary>A compiled program with a model <c>Reader</c>.</summary>
    private sealed class Program
    {
        private readonly Compilation _compilation;
        private readonly MethodInfo _load;

        private Program(Compilation compilation, Type weights)
        {
            _compilation = compilation;
            _load = weights.GetMethod("Load", [typeof(Stream)])!;
            using var stream = new MemoryStream();
            ((ModelWeights)weights.GetMethod("Create")!.Invoke(null, [3UL])!).Save(stream);
            Saved = stream.ToArray();
        }

        public byte[] Saved { get; }

        public static Program Compile(string source)
        {
            Compilation compilation = CSharpCompilation.Create(
                "Reader" + Guid.NewGuid(),
                [CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default, "Test.cs")],
                Verify.References,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
            using var stream = new MemoryStream();
            Microsoft.CodeAnalysis.Emit.EmitResult emitted = Verify.Generate(compilation).Emit(stream);
            Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
            return new Program(compilation, Assembly.Load(stream.ToArray()).GetTypes().Single(t => t.Name == "Weights"));
        }

        /// <summary>What the analyzer says, or nothing.</summary>
        public async Task<string> CompareAsync(byte[] file)
        {
            var text = new HeaderText(TextOf(file));
            ImmutableArray<Diagnostic> diagnostics = await _compilation
                .WithAnalyzers([new WeightsFileAnalyzer()], new AnalyzerOptions([text], text))
                .GetAnalyzerDiagnosticsAsync();
            return string.Join('\n', diagnostics);
        }

        /// <summary>Why the file cannot be loaded, or nothing.</summary>
        public string Load(byte[] file)
        {
            try
            {
                _load.Invoke(null, [new MemoryStream(file)]);
                return string.Empty;
            }
            catch (TargetInvocationException e) when (e.InnerException is WeightsFormatException format)
            {
                return format.Message;
            }
        }
    }

    private sealed class HeaderText(string text) : AnalyzerConfigOptionsProvider
    {
        public static implicit operator AdditionalText(HeaderText text) => new Additional(text.Text);

        public string Text { get; } = text;

        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(false);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(true);

        private sealed class Additional(string text) : AdditionalText
        {
            public override string Path => "reader.header";

            public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
        }

        private sealed class Options(bool isWeights) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = !isWeights ? null : key == WeightsFileAnalyzer.FileOption ? "reader.safetensors" : key == WeightsFileAnalyzer.ModelOption ? "Reader" : null;
                return value is not null;
            }
        }
    }
}
