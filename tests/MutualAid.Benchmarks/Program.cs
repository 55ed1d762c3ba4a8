using System.Globalization;
using MutualAid.Benchmarks;
using MutualAid.Benchmarks.Discord;
using MutualAid.Benchmarks.Matrix;

// A load driver: it prints figures and judges none. A new case is one line here.
(string Name, Func<Task> Run)[] cases =
[
    ("claims", Claims.RunAsync),
    ("postgres-claims", PostgresClaims.RunAsync),
    ("postgres-processes", PostgresProcesses.RunAsync),
    ("postgres-holding", PostgresHolding.RunAsync),
    ("startup", Startup.RunAsync),
    ("due", Due.RunAsync),
    ("sweep", SweepCost.RunAsync),
    ("idle-sweep", IdleSweep.RunAsync),
    ("match-quality", MatchQuality.RunAsync),
    ("suggest", Suggesting.RunAsync),
    ("sealing", Sealing.RunAsync),
    ("discord-latency", Latency.RunAsync),
    ("discord-memory", Memory.RunAsync),
    ("discord-storm", Storm.RunAsync),
    ("digest-minute", DigestMinute.RunAsync),
    ("matrix-echo", Echo.RunAsync),
];

if (args is ["kill-child", var path, ..]) return await Kills.ChildAsync(path, args.ElementAtOrDefault(2));
if (args is [PostgresProcesses.Child, var connection, var key, var first, var people]) return await PostgresProcesses.ChildAsync(connection, key, first, people);
if (args is ["discord-child", var api, var token]) return await Memory.ChildAsync(api, token);
if (args is ["sweeping-child", var url, var secret, var file, var hour]) return await SweepingBot.ChildAsync(url, secret, file, DateTimeOffset.Parse(hour, CultureInfo.InvariantCulture));
if (args is ["kills"])
{
    await Kills.RunAsync();
    return 0;
}

var chosen = args.Length == 0 ? cases : [.. cases.Where(c => args.Contains(c.Name))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"Unknown: {string.Join(' ', args)}. Known: {string.Join(", ", cases.Select(c => c.Name))}, kills.");
    return 64;
}

// No case takes three minutes; one that waits for what never comes, or fails, must not keep the others, or who runs them, waiting too.
var longest = TimeSpan.FromMinutes(8);
var ended = 0;
foreach (var (name, run) in chosen)
{
    Console.WriteLine($"== {name}");
    var done = run();
    try
    {
        await done.WaitAsync(longest);
    }
    catch (Exception e)
    {
        Console.Error.WriteLine(done.IsCompleted ? $"{name} failed: {e}" : $"{name} did not end within {longest.TotalMinutes:N0} minutes.");
        ended = 1;
    }
}

Report.Write(Console.Out);
return ended;
