using System;

namespace Audio
{
    internal static partial class Outer
    {
        [Obsolete]
        [Lstm(4), Model(MaxTimesteps = 4, Features = 2), Dense(1)] // MG4004
        internal sealed partial class Inner
        {
            public int Extra { get; set; }
        }
    }
}
