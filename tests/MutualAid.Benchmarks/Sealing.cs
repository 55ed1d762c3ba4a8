using System.Diagnostics;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;

namespace MutualAid.Benchmarks;

/// <summary>What sealing costs each write and read, and what it takes to seal a whole store anew.</summary>
internal static class Sealing
{
    private const int Rounds = 50_000;
    private const int Stored = 20_000;

    public static Task RunAsync()
    {
        using var seals = MasterKey.New().Seals();
        var shape = new NeedShape(new Keys(() => seals));
        var need = TemporaryStore.Need(1);
        var text = BodyJson.Write(need);
        var box = seals.Seal(NeedShape.Name, "id", text);
        var document = SealedDocument.Write(seals, shape, need, 0);
        Each($"seal {text.Length} bytes", () => seals.Seal(NeedShape.Name, "id", text));
        Each($"open {box.Length} bytes", () => seals.Open(NeedShape.Name, "id", box));
        Each("one pseudonym", () => seals.Pseudonym("playground:berlin", "playground:person7"));
        Each("a need as JSON, both ways", () => BodyJson.Read<Need>(BodyJson.Write(need)));
        Each("a need as a document", () => SealedDocument.Write(seals, shape, need, 0));
        Each("a document as a need", () => SealedDocument.Read(seals, shape, document));
        Rotate();
        return Task.CompletedTask;
    }

    private static void Each(string what, Func<object> work)
    {
        for (var i = 0; i < Rounds / 5; i++) work();
        var taken = Stopwatch.StartNew();
        for (var i = 0; i < Rounds; i++) work();
        Console.WriteLine($"{what,30}: {taken.Elapsed.TotalMicroseconds / Rounds,6:F2} µs");
    }

    private static void Rotate()
    {
        var options = new StorageOptions(Path.Combine(Directory.CreateTempSubdirectory("mutualaid-sealing-").FullName, "mutualaid.db"), null);
        using (var opened = new StoreOpening(options, Migrations.All, file => new SyncedFile(file)).Open(_ => { }))
        {
            var filling = new SealedFilling(opened.Engine, opened.Seals);
            foreach (var batch in Enumerable.Range(1, Stored).Select(TemporaryStore.Need).Chunk(StoreCopy.BatchSize)) filling.Add(batch);
        }

        GC.Collect();
        var before = Environment.WorkingSet;
        var taken = Stopwatch.StartNew();
        new KeyRotation(options).Rotate(null);
        Console.WriteLine($"{Stored} needs under another key: {taken.Elapsed.TotalSeconds:F1} s, {(Environment.WorkingSet - before) >> 20} MB more, {new FileInfo(options.Path).Length >> 20} MB on the disk");
        Directory.Delete(Path.GetDirectoryName(options.Path)!, recursive: true);
    }
}
