using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Analyzers.Cells;

/// <summary>Functions by their names, wherever they come from: MathF, Vector, TensorPrimitives, a matrix library.</summary>
internal static class KnownFunctions
{
    private static readonly HashSet<string> s_identities = new(StringComparer.Ordinal)
    {
        "create", "createscalar", "broadcast", "asvector", "asvector128", "asvector256", "asvector512", "load", "loadunsafe", "loadaligned", "loadvector128",
        "loadvector256", "loadvector512", "tosingle", "todouble", "converttosingle", "converttodouble", "toarray", "clone", "copy", "transpose", "sum", "horizontaladd",
        "widen", "narrow", "reshape", "flatten", "squeeze", "unsqueeze", "toscalar", "getelement", "contiguous", "asspan", "asmemory", "tolist", "tovector", "torow", "tocolumn",
        "createsaturating", "createchecked", "createtruncating", "createscalarunsafe", "getlower", "getupper",
    };

    private static readonly HashSet<string> s_products = new(StringComparer.Ordinal)
    {
        "multiply", "times", "mul", "dot", "dotproduct", "matmul", "matvec", "matvecmul", "matrixvector", "vecmat", "gemv", "matrixmultiply", "matrixdot", "hadamard", "hadamardproduct",
        "elementwisemultiply", "elementwiseproduct", "pointwisemultiply", "multiplyelementwise", "elementmultiply", "elemmul", "eltmul", "product", "multiplyvector", "multmatrixvector", "mv", "mm",
        "multiplypointwise", "cwisemul", "scale",
    };

    private static readonly HashSet<string> s_sums = new(StringComparer.Ordinal)
    {
        "add", "plus", "addvectors", "vectoradd", "elementwiseadd", "addelementwise", "pointwiseadd",
    };

    private static readonly HashSet<string> s_functions = new(StringComparer.Ordinal)
    {
        "relu", "leakyrelu", "elu", "selu", "gelu", "silu", "swish", "mish", "softplus", "softsign", "abs", "sqrt", "log", "sin", "cos", "hardtanh", "sign",
    };

    /// <summary>σ or tanh, where the name says so.</summary>
    public static ValueKind? ActivationOf(string method)
    {
        string name = Normalized(method);
        bool isOther = name.Contains("deriv") || name.Contains("grad") || name.Contains("prime") || name.Contains("logsigmoid") || name.Contains("inverse")
            || name.Contains("backward") || name.Contains("atanh") || name.Contains("arctan") || name.StartsWith("d", StringComparison.Ordinal);
        return isOther ? null
            : name.Contains("sigmoid") || name is "logistic" or "expit" or "sigma" or "sig" or "sigm" ? ValueKind.Sigmoid
            : name.Contains("tanh") || name is "hyperbolictangent" or "hypertan" ? ValueKind.Tanh
            : null;
    }

    /// <summary>The result of a function that is known; null for others.</summary>
    public static Value? Apply(string method, IReadOnlyList<Value> arguments, ValueFactory values)
    {
        string name = Normalized(method);
        switch (arguments.Count)
        {
            case 1:
                Value x = arguments[0];
                return ActivationOf(method) switch
                {
                    ValueKind.Sigmoid => values.Sigmoid(x),
                    ValueKind.Tanh => values.Tanh(x),
                    _ => name switch
                    {
                        "exp" or "fastexp" => values.Exp(x),
                        "negate" or "negative" => values.Negate(x),
                        "reciprocal" or "reciprocalestimate" => values.Reciprocal(x),
                        _ when s_identities.Contains(name) => x,
                        _ when s_functions.Contains(name) => values.Function(name, x),
                        _ => null,
                    },
                };
            case 2:
                Value left = arguments[0];
                Value right = arguments[1];
                return name switch
                {
                    _ when s_sums.Contains(name) => values.Sum(left, right),
                    _ when s_products.Contains(name) => values.Product(left, right),
                    "subtract" or "minus" or "sub" => values.Sum(left, values.Negate(right)),
                    "divide" or "div" => values.Product(left, values.Reciprocal(right)),
                    "pow" when left.Kind == ValueKind.Constant && Math.Abs(left.Constant - Math.E) < 1e-6 => values.Exp(right),
                    "min" or "minnative" when right.Kind == ValueKind.Constant => values.Clip(left, high: right.Constant),
                    "min" or "minnative" when left.Kind == ValueKind.Constant => values.Clip(right, high: left.Constant),
                    "max" or "maxnative" when right.Kind == ValueKind.Constant => values.Clip(left, low: right.Constant),
                    "max" or "maxnative" when left.Kind == ValueKind.Constant => values.Clip(right, low: left.Constant),
                    "min" or "max" => values.Function(name, left, right),
                    // Loads and creations at an index.
                    _ when s_identities.Contains(name) && name is "loadunsafe" or "create" or "getelement" => left,
                    _ => null,
                };
            case 3:
                return name switch
                {
                    "fusedmultiplyadd" or "multiplyadd" or "multiplyaddestimate" or "fma" => values.Sum(values.Product(arguments[0], arguments[1]), arguments[2]),
                    "multiplyaddnegated" => values.Sum(values.Negate(values.Product(arguments[0], arguments[1])), arguments[2]),
                    "addmultiply" => values.Product(values.Sum(arguments[0], arguments[1]), arguments[2]),
                    "clamp" or "clip" or "clampnative" when arguments[1].Kind == ValueKind.Constant && arguments[2].Kind == ValueKind.Constant
                        => values.Clip(arguments[0], arguments[1].Constant, arguments[2].Constant),
                    "clamp" or "clip" or "clampnative" => values.Clip(arguments[0]),
                    "conditionalselect" => values.Choice(arguments[1], arguments[2]),
                    "lerp" => values.Sum(arguments[0], values.Product(arguments[2], values.Sum(arguments[1], values.Negate(arguments[0])))),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static string Normalized(string name) => new(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray());
}
