// [Model] on one declaration, the layers on another.
namespace Text
{
    [Model(Features = 8, MaxTimesteps = 50)]
    [Loss(LossKind.MeanSquaredError)]
    public sealed partial class Reader
    {
        public int Rows { get; set; }
    }
}

namespace Text
{
    [Dropout(0.1)]
    [Gru(4)]
    partial class Reader;
}
