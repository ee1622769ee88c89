using System;

// Who only trains and runs models that another project declares may be older.
public static class User
{
    public static int Count(ModelWeights weights) => weights.ParameterCount;
}
