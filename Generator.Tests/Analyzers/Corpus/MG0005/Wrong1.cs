// The wrapper stands before a layer without a direction, and at the end.
namespace Text;

[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(32, ReturnSequences = true)]
[Bidirectional] // MG0005
[Dense(10)]
[Dropout(0.1)]
[Bidirectional(Name = "end")] // MG0005
public sealed partial class Reader
{
    public static int Of(int classes) => classes + 1;
}
