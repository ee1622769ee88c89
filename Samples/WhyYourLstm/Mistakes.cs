using System;

namespace WhyYourLstm;

/// <summary>What is done wrong.</summary>
[Flags]
internal enum Mistakes
{
    /// <summary>Glorot and orthogonal kernels, a forget bias of 1, lengths, backward outputs put back in time order.</summary>
    None = 0,

    /// <summary>Kernels drawn from N(0, 1), the default of many a function that makes random numbers.</summary>
    Initialisation = 1,

    /// <summary>All biases start at 0, the forget gate's too.</summary>
    ForgetBias = 2,

    /// <summary>No lengths: the padding is read, learnt and reversed like everything else.</summary>
    Padding = 4,

    /// <summary>The backward outputs stay in the order in which they were computed.</summary>
    Order = 8,
}
