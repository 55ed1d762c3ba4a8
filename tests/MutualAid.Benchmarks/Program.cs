using MutualAid.Benchmarks;

// Each prints ratios of one run on one machine; none of them asserts anything.
var all = new (string Name, Func<Task> Run)[] { ("claims", ClaimThroughput.RunAsync), ("sweep", SweepCost.RunAsync) };
var wanted = args.Length == 0 ? all : [.. all.Where(b => args.Contains(b.Name))];
if (wanted.Length == 0)
{
    Console.Error.WriteLine("Choose from: " + string.Join(", ", all.Select(b => b.Name)));
    return 64;
}

foreach (var (name, run) in wanted)
{
    Console.WriteLine($"## {name}");
    await run();
}

return 0;
