using System;
using System.Collections.Generic;
using System.Reflection;
using ModelGen.CompilerServices;

namespace ModelGen.Tests.Models;

/// <summary>A model class that was compiled for a test, behind one interface for all models.</summary>
internal abstract class CompiledModel
{
    protected const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Type _weightsType;

    protected CompiledModel(Type type)
    {
        Type = type;
        Description = Static<ModelDescription>("Description");
        Shape = Static<ModelShape>("Shape");
        _weightsType = Nested("Weights");
        IsCausal = Array.Exists(type.GetMethods(), m => m.Name == "Step");
    }

    /// <summary>The instruction sets, best first.</summary>
    public static IReadOnlyList<InstructionSet> InstructionSets { get; } = Enum.GetValues<InstructionSet>();

    public Type Type { get; }

    /// <summary>What the emitted code says of itself.</summary>
    public ModelDescription Description { get; }

    public ModelShape Shape { get; }

    /// <summary>The model has <c>Step</c>.</summary>
    public bool IsCausal { get; }

    public static CompiledModel Create(Type type)
        => type.GetField("Vocabulary") is null ? new CompiledModel<float>(type) : new CompiledModel<int>(type);

    /// <summary>The value of a static property or constant.</summary>
    public T Static<T>(string name)
        => (T)(Type.GetProperty(name, AnyStatic)?.GetValue(null) ?? Type.GetField(name, AnyStatic)!.GetValue(null)!);

    /// <summary><c>Weights.Create(seed)</c></summary>
    public ModelWeights CreateWeights(ulong seed = 0) => (ModelWeights)_weightsType.GetMethod("Create")!.Invoke(null, [seed])!;

    /// <summary>Weights of the given values.</summary>
    public ModelWeights CreateWeights(IReadOnlyDictionary<string, float[]> values)
    {
        ModelWeights weights = CreateWeights();
        foreach (string name in weights.TensorNames)
        {
            weights.CopyFrom(name, values[name]);
        }

        return weights;
    }

    public ModelState CreateState() => (ModelState)Type.GetMethod("CreateState")!.Invoke(null, null)!;

    /// <summary>A state of the given values.</summary>
    public ModelState CreateState(ReadOnlySpan<float> values)
    {
        ModelState state = CreateState();
        state.CopyFrom(values);
        return state;
    }

    public abstract ModelInstance Instantiate(ModelWeights weights, int batchSize = 1, int threads = 1);

    /// <summary><c>MeasurePrecision(weights, x, lengths)</c></summary>
    public abstract PrecisionReport MeasurePrecision(ModelWeights weights, ModelInput x, ReadOnlySpan<int> lengths);

    public abstract TrainerInstance CreateTrainer(ModelWeights weights, int batchSize, int threads = 1, InstructionSet? set = null, Optimizer? optimizer = null);

    /// <summary>A crowd; a null instruction set is the public constructor, which takes the machine's best.</summary>
    public abstract CrowdInstance CreateCrowd(ModelWeights weights, int agents, int? capacity = null, int threads = 1, InstructionSet? set = null);

    protected Type Nested(string name) => Type.GetNestedType(name) ?? throw new InvalidOperationException($"{Type.Name} has no {name}.");
}

/// <summary>An instance of a compiled model. A null instruction set calls the public overload, which takes the machine's best.</summary>
internal abstract class ModelInstance
{
    /// <summary>The object of the emitted class.</summary>
    public abstract object Object { get; }

    /// <summary>The state of the instance's own stream.</summary>
    public abstract ModelState State { get; }

    public abstract void ResetState();

    public abstract void Predict(InstructionSet? set, ModelInput x, Span<float> y);

    public abstract void Predict(InstructionSet? set, ModelInput x, Span<float> y, ModelState state);

    public abstract void Predict(InstructionSet? set, ModelInput x, ReadOnlySpan<int> lengths, Span<float> y);

    public abstract void Predict(InstructionSet? set, ModelInput x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states);

    /// <summary>Steps the instance's own stream.</summary>
    public abstract void Step(ModelInput x, Span<float> y);

    public abstract void Step(InstructionSet? set, ModelState state, ModelInput x, Span<float> y);
}

/// <summary>A crowd of a compiled model.</summary>
internal abstract class CrowdInstance
{
    public abstract ModelCrowd Crowd { get; }

    public abstract void Step(ModelInput xs, Span<float> ys);

    public abstract void Step(ReadOnlySpan<int> agents, ModelInput xs, Span<float> ys);
}

/// <summary>A trainer of a compiled model.</summary>
internal abstract class TrainerInstance : IDisposable
{
    public abstract ModelGradients ComputeGradients(TestBatch batch, ulong? dropoutKey = null);

    public abstract double TrainOnBatch(TestBatch batch);

    public abstract void Dispose();
}

/// <inheritdoc/>
internal sealed class CompiledModel<TIn>(Type type) : CompiledModel(type)
    where TIn : unmanaged
{
    private delegate PrecisionReport Measure(ReadOnlySpan<TIn> x, ReadOnlySpan<int> lengths);

    private delegate void PredictRow(ReadOnlySpan<TIn> x, Span<float> y);

    private delegate void PredictRowFrom(ReadOnlySpan<TIn> x, Span<float> y, ModelState state);

    private delegate void PredictBatch(ReadOnlySpan<TIn> x, ReadOnlySpan<int> lengths, Span<float> y);

    private delegate void PredictBatchFrom(ReadOnlySpan<TIn> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states);

    private delegate void StepFrom(ModelState state, ReadOnlySpan<TIn> x, Span<float> y);

    private delegate void PredictRowOn(InstructionSet set, ReadOnlySpan<TIn> x, Span<float> y);

    private delegate void PredictRowFromOn(InstructionSet set, ReadOnlySpan<TIn> x, Span<float> y, ModelState state);

    private delegate void PredictBatchOn(InstructionSet set, ReadOnlySpan<TIn> x, ReadOnlySpan<int> lengths, Span<float> y);

    private delegate void PredictBatchFromOn(InstructionSet set, ReadOnlySpan<TIn> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states);

    private delegate void StepFromOn(InstructionSet set, ModelState state, ReadOnlySpan<TIn> x, Span<float> y);

    public override ModelInstance Instantiate(ModelWeights weights, int batchSize = 1, int threads = 1)
        => new Instance(Construct(Type, weights, batchSize, threads), IsCausal);

    public override TrainerInstance CreateTrainer(ModelWeights weights, int batchSize, int threads = 1, InstructionSet? set = null, Optimizer? optimizer = null)
    {
        var options = new TrainerOptions { Threads = threads, Seed = 1 };
        object trainer = Construct(Nested("Trainer"), weights, optimizer ?? new Sgd(0.01f), batchSize, options);
        if (set is { } chosen)
        {
            trainer.GetType().GetProperty("InstructionSet", AnyInstance)!.SetValue(trainer, chosen);
        }

        return new Trainer((ModelTrainer<TIn>)trainer);
    }

    public override CrowdInstance CreateCrowd(ModelWeights weights, int agents, int? capacity = null, int threads = 1, InstructionSet? set = null)
    {
        ConstructorInfo constructor = Array.Find(Nested("Crowd").GetConstructors(AnyInstance), c => c.IsPublic == set is null)!;
        object?[] arguments = set is { } chosen ? [chosen, weights, agents, capacity, threads] : [weights, agents, capacity, threads];
        return new CrowdOf((ModelCrowd<TIn>)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    public override PrecisionReport MeasurePrecision(ModelWeights weights, ModelInput x, ReadOnlySpan<int> lengths)
        => Type.GetMethod("MeasurePrecision")!.CreateDelegate<Measure>(weights)(x.As<TIn>(), lengths);

    /// <summary>Calls the only constructor; an exception comes as it was thrown.</summary>
    private static object Construct(Type type, params object[] arguments)
        => type.GetConstructors()[0].Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private sealed class Instance : ModelInstance
    {
        private readonly PredictRow _row;
        private readonly PredictRowFrom _rowFrom;
        private readonly PredictBatch _batch;
        private readonly PredictBatchFrom _batchFrom;
        private readonly PredictRowOn _rowOn;
        private readonly PredictRowFromOn _rowFromOn;
        private readonly PredictBatchOn _batchOn;
        private readonly PredictBatchFromOn _batchFromOn;
        private readonly PredictRow? _step;
        private readonly StepFrom? _stepFrom;
        private readonly StepFromOn? _stepFromOn;

        public Instance(object model, bool isCausal)
        {
            Object = model;
            _row = Bind<PredictRow>("Predict");
            _rowFrom = Bind<PredictRowFrom>("Predict");
            _batch = Bind<PredictBatch>("Predict");
            _batchFrom = Bind<PredictBatchFrom>("Predict");
            _rowOn = Bind<PredictRowOn>("Predict");
            _rowFromOn = Bind<PredictRowFromOn>("Predict");
            _batchOn = Bind<PredictBatchOn>("Predict");
            _batchFromOn = Bind<PredictBatchFromOn>("Predict");
            if (isCausal)
            {
                _step = Bind<PredictRow>("Step");
                _stepFrom = Bind<StepFrom>("Step");
                _stepFromOn = Bind<StepFromOn>("Step");
            }
        }

        public override object Object { get; }

        public override ModelState State => (ModelState)Object.GetType().GetProperty("State")!.GetValue(Object)!;

        public override void ResetState() => Object.GetType().GetMethod("ResetState")!.Invoke(Object, null);

        public override void Predict(InstructionSet? set, ModelInput x, Span<float> y)
        {
            if (set is { } chosen)
            {
                _rowOn(chosen, x.As<TIn>(), y);
            }
            else
            {
                _row(x.As<TIn>(), y);
            }
        }

        public override void Predict(InstructionSet? set, ModelInput x, Span<float> y, ModelState state)
        {
            if (set is { } chosen)
            {
                _rowFromOn(chosen, x.As<TIn>(), y, state);
            }
            else
            {
                _rowFrom(x.As<TIn>(), y, state);
            }
        }

        public override void Predict(InstructionSet? set, ModelInput x, ReadOnlySpan<int> lengths, Span<float> y)
        {
            if (set is { } chosen)
            {
                _batchOn(chosen, x.As<TIn>(), lengths, y);
            }
            else
            {
                _batch(x.As<TIn>(), lengths, y);
            }
        }

        public override void Predict(InstructionSet? set, ModelInput x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)
        {
            if (set is { } chosen)
            {
                _batchFromOn(chosen, x.As<TIn>(), lengths, y, states);
            }
            else
            {
                _batchFrom(x.As<TIn>(), lengths, y, states);
            }
        }

        public override void Step(ModelInput x, Span<float> y) => _step!(x.As<TIn>(), y);

        public override void Step(InstructionSet? set, ModelState state, ModelInput x, Span<float> y)
        {
            if (set is { } chosen)
            {
                _stepFromOn!(chosen, state, x.As<TIn>(), y);
            }
            else
            {
                _stepFrom!(state, x.As<TIn>(), y);
            }
        }

        private TDelegate Bind<TDelegate>(string name)
            where TDelegate : Delegate
        {
            Type[] parameters = Array.ConvertAll(typeof(TDelegate).GetMethod("Invoke")!.GetParameters(), p => p.ParameterType);
            MethodInfo method = Object.GetType().GetMethod(name, AnyInstance, parameters)
                ?? throw new InvalidOperationException($"{Object.GetType().Name} has no {name}({string.Join<Type>(", ", parameters)}).");
            return method.CreateDelegate<TDelegate>(Object);
        }
    }

    private sealed class CrowdOf(ModelCrowd<TIn> crowd) : CrowdInstance
    {
        public override ModelCrowd Crowd => crowd;

        public override void Step(ModelInput xs, Span<float> ys) => crowd.Step(xs.As<TIn>(), ys);

        public override void Step(ReadOnlySpan<int> agents, ModelInput xs, Span<float> ys) => crowd.Step(agents, xs.As<TIn>(), ys);
    }

    private sealed class Trainer(ModelTrainer<TIn> trainer) : TrainerInstance
    {
        public override ModelGradients ComputeGradients(TestBatch batch, ulong? dropoutKey = null)
            => batch.ClassIds is { } classIds
                ? trainer.ComputeGradients(batch.X.As<TIn>(), batch.Lengths, classIds, batch.SampleWeights, batch.InitialStates, dropoutKey)
                : trainer.ComputeGradients(batch.X.As<TIn>(), batch.Lengths, batch.Targets, batch.SampleWeights, batch.InitialStates, dropoutKey);

        public override double TrainOnBatch(TestBatch batch)
            => batch.ClassIds is { } classIds
                ? trainer.TrainOnBatch(batch.X.As<TIn>(), batch.Lengths, classIds, batch.SampleWeights)
                : trainer.TrainOnBatch(batch.X.As<TIn>(), batch.Lengths, batch.Targets, batch.SampleWeights);

        public override void Dispose() => trainer.Dispose();
    }
}
