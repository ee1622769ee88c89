using System;
using System.IO;
using System.Linq;
using System.Text;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests;

public class WeightsFileErrorTests
{
    private const string A = """ "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]} """;
    private const string B = """ "b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]} """;

    /// <summary>The load must fail with this message, from a file, a stream that seeks and one that does not, and change nothing.</summary>
    private static void AssertRefused(byte[] file, string? tensor, string message, string? unseekableMessage = null)
    {
        TestWeights weights = TestWeights.Create(SafeTensorsBytes.Layout, 5);
        string before = weights.PackedHash();
        string prefix = tensor is null ? ": " : $", tensor '{tensor}': ";

        var error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new MemoryStream(file)));
        Assert.Equal("weights stream" + prefix + message, error.Message);
        Assert.Equal(tensor, error.TensorName);
        Assert.Equal(before, weights.PackedHash());

        error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new DribblingStream(file)));
        Assert.Equal("weights stream" + prefix + (unseekableMessage ?? message), error.Message);
        Assert.Equal(before, weights.PackedHash());

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(path));
            Assert.Equal(path + prefix + message, error.Message);
            Assert.Equal(before, weights.PackedHash());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertHeaderRefused(string header, string? tensor, string message) =>
        AssertRefused(SafeTensorsBytes.File(header, SafeTensorsBytes.Data), tensor, message);

    [Fact]
    public void TheUnchangedFileIsAccepted()
    {
        var weights = new TestWeights(SafeTensorsBytes.Layout);
        weights.LoadFrom(new MemoryStream(SafeTensorsBytes.Valid));
        Assert.Equal([7f, 8], weights.ToArray("b"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void FilesWithoutAWholeLength(int length) => AssertRefused(
        SafeTensorsBytes.Valid[..length],
        null,
        $"the file has {length} bytes; a safetensors file starts with the 8 bytes of its header's length. It is empty, truncated or not a safetensors file.");

    [Theory]
    [InlineData(8)]
    [InlineData(100)]
    public void FilesThatEndInTheHeader(int length) => AssertRefused(
        SafeTensorsBytes.Valid[..length],
        null,
        $"the header should have 112 bytes, but only {length - 8} follow; the file is truncated or not a safetensors file.");

    [Theory]
    [InlineData(31)]
    [InlineData(24)]
    [InlineData(3)]
    [InlineData(0)]
    public void FilesThatEndInTheData(int dataLength) => AssertRefused(
        SafeTensorsBytes.Valid[..(SafeTensorsBytes.Valid.Length - 32 + dataLength)],
        null,
        $"the tensors take 32 bytes, but only {dataLength} follow the header; the file is truncated.");

    [Fact]
    public void TrailingBytes() => AssertRefused(
        [.. SafeTensorsBytes.Valid, 0, 0, 0],
        null,
        "the tensors take 32 bytes, but 35 follow the header; 3 bytes after the last tensor belong to nothing.",
        "there are bytes after the last tensor, which ends 32 bytes after the header.");

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(0x8000_0000_0000_0000UL)]
    [InlineData(ulong.MaxValue)]
    public void AbsurdHeaderLengths(ulong length) => AssertRefused(
        [.. BitConverter.GetBytes(length), .. SafeTensorsBytes.Valid.AsSpan(8)],
        null,
        $"the header's length is given as {length} bytes, more than the format's limit of 100000000; this is not a safetensors file.");

    [Fact]
    public void ALyingHeaderLengthAllocatesNothing()
    {
        byte[] file = [.. BitConverter.GetBytes(99_999_999L), .. SafeTensorsBytes.Valid.AsSpan(8)];
        var weights = new TestWeights(SafeTensorsBytes.Layout);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new DribblingStream(file)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("", "the header does not start with '{'; this is not a safetensors file.")]
    [InlineData("[1]", "the header does not start with '{'; this is not a safetensors file.")]
    [InlineData(" {}", "the header does not start with '{'; this is not a safetensors file.")]
    public void HeadersThatAreNoObject(string header, string message) => AssertHeaderRefused(header, null, message);

    [Theory]
    [InlineData("{", null)]
    [InlineData("{" + A + B + "}", "a")]
    [InlineData("{" + A + ",}", null)]
    [InlineData("{" + A + "," + B + "} x", null)]
    [InlineData("{" + A + "," + B + "}{}", null)]
    [InlineData("{\"a\":{\"dtype\":\"F32\"", "a")]
    [InlineData("{\"\\ud800\":{}}", null)]
    public void InvalidJson(string header, string? tensor)
    {
        TestWeights weights = TestWeights.Create(SafeTensorsBytes.Layout, 5);
        string before = weights.PackedHash();
        var error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new MemoryStream(SafeTensorsBytes.File(header, SafeTensorsBytes.Data))));
        Assert.Contains("the header is not valid JSON: ", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        Assert.True(tensor == error.TensorName || error.TensorName is null, error.Message);
        Assert.Equal(before, weights.PackedHash());
    }

    [Fact]
    public void InvalidUtf8()
    {
        byte[] header = Encoding.Latin1.GetBytes("{" + A.Replace("\"a\"", "\"\u00ff\"", StringComparison.Ordinal) + "}");
        var weights = new TestWeights(SafeTensorsBytes.Layout);
        var error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new MemoryStream(SafeTensorsBytes.File(header, SafeTensorsBytes.Data))));
        Assert.StartsWith("weights stream: the header is not valid JSON: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{" + A + "," + A + "}", "a", "the header has two entries of this name.")]
    [InlineData("{" + A + ", \"\\u0061\":1}", "a", "the header has two entries of this name.")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", null, "the header has two entries of this name.")]
    [InlineData("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", null, "__metadata__ has two entries 'k'.")]
    [InlineData("{\"__metadata__\":{\"k\":1}}", null, "__metadata__ 'k' must be a string.")]
    [InlineData("{\"__metadata__\":[]}", null, "__metadata__ must be an object of strings.")]
    [InlineData("{\"a\":[]}", "a", "its entry must be an object with dtype, shape and data_offsets.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "a", "its entry has the field dtype twice.")]
    [InlineData("{\"a\":{\"shape\":[],\"shape\":[]}}", "a", "its entry has the field shape twice.")]
    [InlineData("{\"a\":{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}", "a", "its entry has the field data_offsets twice.")]
    [InlineData("{\"a\":{\"color\":1}}", "a", "its entry has the unknown field 'color'.")]
    [InlineData("{\"a\":{\"shape\":[],\"data_offsets\":[0,0]}}", "a", "its entry lacks the field dtype.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,0]}}", "a", "its entry lacks the field shape.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", "a", "its entry lacks the field data_offsets.")]
    [InlineData("{\"a\":{\"dtype\":32}}", "a", "dtype must be a string.")]
    [InlineData("{\"a\":{\"shape\":6}}", "a", "shape must be an array of whole numbers.")]
    [InlineData("{\"a\":{\"shape\":[\"2\"]}}", "a", "shape must be an array of whole numbers below 2^63.")]
    [InlineData("{\"a\":{\"shape\":[2.5]}}", "a", "shape must be an array of whole numbers below 2^63.")]
    [InlineData("{\"a\":{\"shape\":[[2]]}}", "a", "shape must be an array of whole numbers below 2^63.")]
    [InlineData("{\"a\":{\"shape\":[9223372036854775808]}}", "a", "shape must be an array of whole numbers below 2^63.")]
    [InlineData("{\"a\":{\"shape\":[2,-3]}}", "a", "shape has the negative number -3.")]
    [InlineData("{\"a\":{\"data_offsets\":[-1,4]}}", "a", "data_offsets has the negative number -1.")]
    public void DamagedEntries(string header, string? tensor, string message) => AssertHeaderRefused(header, tensor, message);

    [Theory]
    [InlineData("F32", "[2,3]", "[0,24,24]", "data_offsets must be two numbers, begin and end; the file has 3.")]
    [InlineData("F32", "[2,3]", "[24,0]", "data_offsets [24, 0] end before they begin.")]
    [InlineData("F32", "[2,3]", "[4,28]", "data_offsets [4, 28] leave a hole of 4 bytes; the data must go on at 0.")]
    [InlineData("F32", "[2,3]", "[0,20]", "data_offsets [0, 20] span 20 bytes, but F32 [2, 3] takes 24.")]
    [InlineData("F64", "[2,3]", "[0,24]", "data_offsets [0, 24] span 24 bytes, but F64 [2, 3] takes 48.")]
    [InlineData("F32", "[2,3]", "[0,9223372036854775807]", "data_offsets [0, 9223372036854775807] span 9223372036854775807 bytes, but F32 [2, 3] takes 24.")]
    [InlineData("F32", "[4294967296,4294967296]", "[0,0]", "the shape [4294967296, 4294967296] has more elements than any file can hold.")]
    [InlineData("F32", "[9223372036854775807,9223372036854775807,9223372036854775807]", "[0,24]", "the shape [9223372036854775807, 9223372036854775807, 9223372036854775807] has more elements than any file can hold.")]
    [InlineData("F99", "[2,3]", "[0,24]", "data type 'F99' is not supported; weights are F32 (F64, F16 and BF16 are converted).")]
    [InlineData("f32", "[2,3]", "[0,24]", "data type 'f32' is not supported; weights are F32 (F64, F16 and BF16 are converted).")]
    [InlineData("I32", "[2,3]", "[0,24]", "its data type is I32, expected F32 (F64, F16 and BF16 are converted).")]
    public void DamagedPlaces(string dataType, string shape, string offsets, string message) => AssertHeaderRefused(
        $$"""{"a":{"dtype":"{{dataType}}","shape":{{shape}},"data_offsets":{{offsets}}},{{(offsets.StartsWith("[24,0", StringComparison.Ordinal) ? B.Replace("[24,32]", "[32,40]", StringComparison.Ordinal) : B)}}}""",
        "a",
        message);

    [Fact]
    public void OverlapsAndHolesBetweenTensors()
    {
        AssertHeaderRefused("{" + A + "," + B.Replace("[24,32]", "[20,28]", StringComparison.Ordinal) + "}", "b", "data_offsets [20, 28] overlap the tensor before, which ends at 24.");
        AssertHeaderRefused("{" + A + "," + B.Replace("[24,32]", "[32,40]", StringComparison.Ordinal) + "}", "b", "data_offsets [32, 40] leave a hole of 8 bytes; the data must go on at 24.");
    }

    [Theory]
    [InlineData("[3,2]", "its shape is [3, 2], Tiny expects [2, 3]. That is the transposed shape: the file seems to keep [outputs, inputs], as PyTorch does; save the transposed tensor.")]
    [InlineData("[6]", "its shape is [6], Tiny expects [2, 3]. The file was saved by a model with other layer sizes, or the declaration has changed since.")]
    [InlineData("[1,6]", "its shape is [1, 6], Tiny expects [2, 3]. The file was saved by a model with other layer sizes, or the declaration has changed since.")]
    [InlineData("[2,3,1]", "its shape is [2, 3, 1], Tiny expects [2, 3]. The file was saved by a model with other layer sizes, or the declaration has changed since.")]
    public void WrongShapes(string shape, string message) =>
        AssertHeaderRefused(SafeTensorsBytes.Header.Replace("[2,3]", shape, StringComparison.Ordinal), "a", message);

    [Fact]
    public void MissingAndExtraTensorsAreAllNamed()
    {
        const string Reason = " The file belongs to another model, or layers were added, removed or renamed since it was saved.";
        const string C = """ "c":{"dtype":"I64","shape":[1],"data_offsets":[24,32]} """;
        AssertHeaderRefused("{}", null, "its tensors are not those of Tiny. Missing from the file: 'a' [2, 3], 'b' [2]." + Reason);
        AssertHeaderRefused("{" + A + "}", null, "its tensors are not those of Tiny. Missing from the file: 'b' [2]." + Reason);
        AssertHeaderRefused("{" + A + "," + C + "}", null, "its tensors are not those of Tiny. Missing from the file: 'b' [2]. Unknown to the model: 'c' [1]." + Reason);
        AssertHeaderRefused("{" + A + "," + B + "," + C.Replace("[24,32]", "[32,40]", StringComparison.Ordinal) + "}", null, "its tensors are not those of Tiny. Unknown to the model: 'c' [1]." + Reason);
    }

    [Fact]
    public void MissingTensorsComeWithTheLikelyCause()
    {
        AssertHeaderRefused(
            """{"lstm.weight_ih_l0":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}""",
            null,
            "its tensors are not those of Tiny. Missing from the file: 'a' [2, 3], 'b' [2]. Unknown to the model: 'lstm.weight_ih_l0' [8]. The file looks like a PyTorch state_dict; convert it to Keras layout and this model's names first.");
        AssertHeaderRefused(
            """{"__metadata__":{"format":"modelgen","model":"Large"},"w":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}""",
            null,
            "its tensors are not those of Tiny. Missing from the file: 'a' [2, 3], 'b' [2]. Unknown to the model: 'w' [8]. The file was saved by the model Large.");
        string many = string.Join(",", Enumerable.Range(0, 25).Select(i => $$"""{{"\"t" + i}}":{"dtype":"F32","shape":[0],"data_offsets":[32,32]}"""));
        var weights = new TestWeights(SafeTensorsBytes.Layout);
        var error = Assert.Throws<WeightsFormatException>(() => weights.LoadFrom(new MemoryStream(SafeTensorsBytes.File("{" + A + "," + B + "," + many + "}", SafeTensorsBytes.Data))));
        Assert.Contains(" and 5 more. The file belongs to another model", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void NumbersThatAreNotFinite(float value, string text) => AssertRefused(
        SafeTensorsBytes.File(SafeTensorsBytes.Header, SafeTensorsBytes.Data[..16], BitConverter.GetBytes(value), SafeTensorsBytes.Data[20..]),
        "a",
        $"element [1, 1] is {text}; weights must be finite. The training that wrote the file has probably diverged.");

    [Fact]
    public void DoublesBeyondFloat() => AssertRefused(
        SafeTensorsBytes.File(
            """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F64","shape":[2],"data_offsets":[24,40]}}""",
            SafeTensorsBytes.Data[..24],
            BitConverter.GetBytes(1.0),
            BitConverter.GetBytes(-1e300)),
        "b",
        "element [1] is -1E+300, which no float can hold.");

    [Fact]
    public void AStreamThatFailsLeavesTheWeights()
    {
        TestWeights weights = TestWeights.Create(SafeTensorsBytes.Layout, 5);
        string before = weights.PackedHash();
        for (int failAt = 0; failAt < SafeTensorsBytes.Valid.Length; failAt += 10)
        {
            Assert.Throws<IOException>(() => weights.LoadFrom(new DribblingStream(SafeTensorsBytes.Valid, failAt)));
        }

        Assert.Equal(before, weights.PackedHash());
        Assert.Throws<FileNotFoundException>(() => weights.LoadFrom(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))));
    }

    [Fact]
    public void RandomDamageIsRefusedOrHarmless()
    {
        TestWeights weights = TestWeights.Create(SafeTensorsBytes.Layout, 5);
        var untouched = new TestWeights(SafeTensorsBytes.Layout);
        int refused = 0;
        for (ulong round = 0; round < 2000; round++)
        {
            byte[] file = Mutate(SafeTensorsBytes.Valid, CounterRandom.DeriveKey(77, round));
            Stream stream = round % 2 == 0 ? new MemoryStream(file) : new DribblingStream(file);
            weights.CopyFrom(untouched);
            try
            {
                weights.LoadFrom(stream);
                Assert.All(weights.Packed.Span.ToArray(), v => Assert.True(float.IsFinite(v)));
            }
            catch (WeightsFormatException e)
            {
                refused++;
                Assert.StartsWith("weights stream", e.Message, StringComparison.Ordinal);
                Assert.Equal(untouched.PackedHash(), weights.PackedHash());
            }
        }

        // Most mutations do harm; those of the data's bytes do not. Neither side may be empty.
        Assert.InRange(refused, 1000, 1950);
    }

    /// <summary>One to four changes: a byte or a bit changed, a piece cut out, doubled, or the file cut off.</summary>
    private static byte[] Mutate(byte[] valid, ulong key)
    {
        byte[] file = valid;
        ulong counter = 0;
        int changes = 1 + Next(4);
        for (int change = 0; change < changes && file.Length > 0; change++)
        {
            int at = Next(file.Length), length = Next(Math.Min(12, file.Length - at));
            const string Interesting = "{}[]\",:0123456789-.e\\ F";
            byte[] head = file[..at], tail = file[(at + length)..];
            file = Next(6) switch
            {
                0 => [.. head, (byte)Next(256), .. file.AsSpan(at + 1)],
                1 => [.. head, (byte)(file[at] ^ (1 << Next(8))), .. file.AsSpan(at + 1)],
                2 => [.. head, (byte)Interesting[Next(Interesting.Length)], .. file.AsSpan(at + 1)],
                3 => [.. head, .. tail],
                4 => [.. head, .. file.AsSpan(at, length), .. file.AsSpan(at)],
                _ => Next(8) == 0 ? head : [.. head, (byte)Interesting[Next(Interesting.Length)], .. file.AsSpan(at)],
            };
        }

        return file;

        int Next(int bound) => CounterRandom.Below(key, counter++, Math.Max(bound, 1));
    }
}
