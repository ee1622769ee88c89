using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// Agents that join, leave, step together or in groups, are reset, saved and restored: each has the bits of an instance of its
/// own that did the same alone.
/// </summary>
public sealed class CrowdTests
{
    private const int Capacity = 61; // more than two blocks, and a rest

    private static readonly (InstructionSet? Set, int Threads)[] s_ways =
    [
        (null, 1), (null, 2), (null, 3),
        .. CompiledModel.InstructionSets.Select(set => ((InstructionSet?)set, 1)),
    ];

    public static TheoryData<string> Names => [.. CompiledModels.AllNames.Where(CompiledModels.IsCausal)];

    /// <summary>On every instruction set and for several numbers of threads.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryAgentIsAnInstanceOfItsOwn(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        foreach ((InstructionSet? set, int threads) in s_ways)
        {
            var crowd = new WatchedCrowd(test, set, agents: 29, threads);
            Random random = test.CreateRandom();
            crowd.Step(random);
            for (int turn = 0; turn < 15; turn++)
            {
                crowd.DoAnything(random);
            }

            crowd.Step(random);
            crowd.CompareStates();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StepsAllocateNothing(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        CrowdInstance crowd = test.Model.CreateCrowd(test.CreateWeights(), agents: 50, capacity: Capacity, threads: 2);
        ModelInput xs = Inputs(test, new Random(1), 50);
        ModelState state = test.Model.CreateState();
        var ys = new float[50 * test.Model.Shape.Outputs];
        int[] some = [7, 3, 40];
        ModelInput someXs = xs.Slice(0, 3 * test.Model.Shape.Features);

        // What the runtime allocates once, when the calling thread first takes a block, is not the step's.
        long fewest = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            crowd.Step(xs, ys);
            crowd.Step(some, someXs, ys.AsSpan(0, 3 * test.Model.Shape.Outputs));
            ModelCrowd members = crowd.Crowd;
            members.Leave(17);
            members.Join();
            members.ResetState(8);
            members.GetState(9, state);
            members.SetState(10, state);
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, fewest);
    }

    [Fact]
    public void TheLowestFreeNumberIsGivenOutFirst()
    {
        ModelUnderTest test = CompiledModels.Get(CompiledModels.CausalNames.First());
        ModelCrowd crowd = test.Model.CreateCrowd(test.CreateWeights(), agents: 4, capacity: 6).Crowd;
        Assert.Equal(6, crowd.Capacity);
        Assert.Equal([0, 1, 2, 3], crowd.Agents.ToArray());
        crowd.Leave(2);
        crowd.Leave(0);
        Assert.Equal([1, 3], crowd.Agents.ToArray());
        Assert.False(crowd.Contains(0));
        Assert.False(crowd.Contains(-1));
        Assert.False(crowd.Contains(6));
        Assert.True(crowd.Contains(3));
        Assert.Equal([0, 2, 4, 5], new[] { crowd.Join(), crowd.Join(), crowd.Join(), crowd.Join() });
        Assert.Equal(6, crowd.Count);
        Says<InvalidOperationException>(() => crowd.Join(), test.Name, "full", "6");
    }

    [Fact]
    public void Construction()
    {
        ModelUnderTest test = CompiledModels.Get(CompiledModels.CausalNames.First());
        ModelWeights weights = test.CreateWeights();
        Assert.Throws<ArgumentNullException>(() => test.Model.CreateCrowd(null!, agents: 3));
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 0), test.Name, "at least 1");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 0, capacity: 0), test.Name, "at least 1");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: -2), "-2");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 0), test.Name, "at least 1", "'agents'");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 0, capacity: int.MaxValue), test.Name, $"{int.MaxValue} agents", "several crowds");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 5, capacity: 4), test.Name, "5", "4");
        Says<ArgumentOutOfRangeException>(() => test.Model.CreateCrowd(weights, agents: 5, capacity: 9, threads: 0), test.Name, "threads", "0");
        Assert.Equal(0, test.Model.CreateCrowd(weights, agents: 0, capacity: 7).Crowd.Count);
    }

    /// <summary>What does not fit is refused before anything has changed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void WrongUse(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelShape shape = test.Model.Shape;
        var watched = new WatchedCrowd(test, null, agents: 30, threads: 1);
        Random random = test.CreateRandom();
        watched.Step(random);
        ModelCrowd crowd = watched.Instance.Crowd;
        watched.Leave(5);
        ModelState state = test.Model.CreateState();
        string other = CompiledModels.AllNames.First(n => n != name);
        ModelState another = CompiledModels.Get(other).Model.CreateState();

        foreach (int agent in new[] { 5, 30, -1, Capacity, int.MinValue })
        {
            Says<ArgumentException>(() => crowd.Leave(agent), shape.ModelName, $"agent {agent}");
            Says<ArgumentException>(() => crowd.ResetState(agent), shape.ModelName, $"agent {agent}");
            Says<ArgumentException>(() => crowd.GetState(agent, state), shape.ModelName, $"agent {agent}");
            Says<ArgumentException>(() => crowd.SetState(agent, state), shape.ModelName, $"agent {agent}");
            StepSays([3, agent, 4], 3, 3, $"agent {agent}", "row 1");
        }

        Says<ArgumentException>(() => crowd.GetState(3, another), shape.ModelName, "state");
        Says<ArgumentException>(() => crowd.SetState(3, another), shape.ModelName, "state");
        Assert.Throws<ArgumentNullException>("destination", () => crowd.GetState(3, null!));
        Assert.Throws<ArgumentNullException>("source", () => crowd.SetState(3, null!));
        StepSays([9, 3, 4, 3], 4, 4, "agent 3", "1 and 3");
        StepSays([9, 3, 4], 2, 3, "[3", $"{2 * shape.Features}");
        StepSays([9, 3, 4], 3, 4, "[3", $"{4 * shape.Outputs}");
        StepSays(null, 28, 29, "[29", $"{28 * shape.Features}");
        StepSays(null, 29, 30, "[29", $"{30 * shape.Outputs}");
        foreach (int id in shape.Vocabulary == 0 ? [] : new[] { -1, shape.Vocabulary })
        {
            var ids = new ModelInput(new[] { 1, id, 0 });
            Says<ArgumentException>(() => watched.Instance.Step([9, 3, 4], ids, new float[3 * shape.Outputs]), $"{id}", $"{shape.Vocabulary - 1}", "row 1", "agent 3", test.Model.Description.Layers[0].Name);
        }

        foreach (IdColumn column in shape.IdColumns.IsDefault ? [] : shape.IdColumns)
        {
            foreach (float id in new[] { -1, column.Vocabulary, 0.5f, float.NaN })
            {
                float[] x = RandomModels.Features(random, shape, 3);
                x[shape.Features + column.Column] = id;
                Says<ArgumentException>(() => watched.Instance.Step([9, 3, 4], new ModelInput(x), new float[3 * shape.Outputs]), id.ToString(System.Globalization.CultureInfo.InvariantCulture), $"0…{column.Vocabulary - 1}", column.Input, "row 1", "agent 3");
            }
        }

        if (shape.Vocabulary == 0)
        {
            var memory = new float[29 * (shape.Features + shape.Outputs)];
            var xs = new ModelInput(memory.AsMemory(0, 29 * shape.Features));
            Says<ArgumentException>(() => watched.Instance.Step(xs, memory.AsSpan((29 * shape.Features) - 1, 29 * shape.Outputs)), shape.ModelName, "overlap");
        }

        watched.CompareStates();
        watched.Step(random);

        void StepSays(int[]? agents, int inputs, int outputs, params string[] words)
        {
            ModelInput xs = Inputs(test, random, inputs);
            var ys = new float[outputs * shape.Outputs];
            Array.Fill(ys, -77.5f);
            Says<ArgumentException>(() => Step(agents, xs, ys), [shape.ModelName, .. words]);
            Assert.All(ys, y => Assert.Equal(-77.5f, y));
        }

        void Step(int[]? agents, ModelInput xs, float[] ys)
        {
            if (agents is null)
            {
                watched.Instance.Step(xs, ys);
            }
            else
            {
                watched.Instance.Step(agents, xs, ys);
            }
        }
    }

    private static void Says<TException>(Action call, params string[] words)
        where TException : Exception
    {
        TException exception = Assert.ThrowsAny<TException>(call);
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }

    private static ModelInput Inputs(ModelUnderTest test, Random random, int agents)
    {
        ModelShape shape = test.Model.Shape;
        return shape.Vocabulary == 0
            ? new ModelInput(RandomModels.Features(random, shape, agents))
            : new ModelInput(Enumerable.Range(0, agents).Select(_ => random.Next(shape.Vocabulary)).ToArray());
    }

    /// <summary>A crowd, and for each agent an own state that a single instance steps.</summary>
    private sealed class WatchedCrowd
    {
        private readonly ModelUnderTest _test;
        private readonly ModelInstance _alone;
        private readonly SortedDictionary<int, ModelState> _states = [];
        private readonly ModelState _saved;
        private readonly string _what;

        public WatchedCrowd(ModelUnderTest test, InstructionSet? set, int agents, int threads)
        {
            _test = test;
            ModelWeights weights = test.CreateWeights();
            _alone = test.Model.Instantiate(weights);
            _saved = test.Model.CreateState();
            _what = $"{test.Name} on {set?.ToString() ?? "the best instruction set"}, {threads} threads";
            Instance = test.Model.CreateCrowd(weights, agents, Capacity, threads, set);
            for (int agent = 0; agent < agents; agent++)
            {
                _states.Add(agent, test.Model.CreateState());
            }
        }

        public CrowdInstance Instance { get; }

        private ModelCrowd Crowd => Instance.Crowd;

        public void DoAnything(Random random)
        {
            int[] agents = [.. _states.Keys];
            int any = agents[random.Next(agents.Length)];
            switch (random.Next(7))
            {
                case 0:
                    for (int i = random.Next(1, 9); i > 0 && _states.Count < Capacity; i--)
                    {
                        _states.Add(Crowd.Join(), _test.Model.CreateState());
                    }

                    break;
                case 1 when agents.Length > 1:
                    Leave(any);
                    break;
                case 2:
                    Crowd.ResetState(any);
                    _states[any].Reset();
                    break;
                case 3:
                    int to = agents[random.Next(agents.Length)];
                    Crowd.GetState(any, _saved);
                    Crowd.SetState(to, _saved);
                    _states[to].CopyFrom(_states[any]);
                    break;
                case 4:
                    random.Shuffle(agents);
                    Step(random, agents[..random.Next(1, agents.Length + 1)]);
                    break;
                default:
                    Step(random);
                    break;
            }

            Assert.Equal(_states.Keys, Crowd.Agents.ToArray());
        }

        public void Leave(int agent)
        {
            Crowd.Leave(agent);
            _states.Remove(agent);
        }

        /// <summary>Some agents, or all.</summary>
        public void Step(Random random, int[]? some = null)
        {
            int[] agents = some ?? [.. _states.Keys];
            ModelInput xs = Inputs(_test, random, agents.Length);
            int features = _test.Model.Shape.Features;
            int outputs = _test.Model.Shape.Outputs;
            var ys = new float[agents.Length * outputs];
            if (some is null)
            {
                Instance.Step(xs, ys);
            }
            else
            {
                Instance.Step(some, xs, ys);
            }

            var expected = new float[outputs];
            for (int row = 0; row < agents.Length; row++)
            {
                _alone.Step(null, _states[agents[row]], xs.Slice(row * features, features), expected);
                BitIdentityTests.AssertSameBits(expected, ys.AsSpan(row * outputs, outputs), $"{_what}: agent {agents[row]} in row {row} of {agents.Length}");
            }
        }

        public void CompareStates()
        {
            var expected = new float[_saved.Length];
            var actual = new float[_saved.Length];
            foreach ((int agent, ModelState state) in _states)
            {
                state.CopyTo(expected);
                Crowd.GetState(agent, _saved);
                _saved.CopyTo(actual);
                BitIdentityTests.AssertSameBits(expected, actual, $"{_what}: state of agent {agent}");
            }
        }
    }
}
