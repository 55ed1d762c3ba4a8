using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>matrix-human.mjs in a process of its own: people at real clients, who do what they are told by lines of JSON.</summary>
internal sealed class MatrixHumans : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> asked = new();
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly Process process;
    private readonly Task listening;
    private int lastTag;

    private MatrixHumans(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is not null) complaints.Enqueue(e.Data);
        };
        process.BeginErrorReadLine();
        listening = ListenAsync();
    }

    public static MatrixHumans Start(SynapseServer server)
    {
        var start = new ProcessStartInfo("node", [SynapseTools.MatrixHuman, "--url", server.Url, "--secret", server.Secret])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.Environment["MATRIX_HUMAN_MODULES"] = new Uri(SynapseTools.Modules + "/").AbsoluteUri;
        return new MatrixHumans(Process.Start(start)!);
    }

    /// <summary>Gives one command; the result. <paramref name="more"/> are its further fields.</summary>
    public async Task<JsonElement> AskAsync(string act, string who, JsonObject? more = null) => (await AskTogetherAsync(who, (act, more)))[0];

    /// <summary>Gives commands in one breath: those that only look see the same moment, as nothing arrives between two lines read at once.</summary>
    public async Task<JsonElement[]> AskTogetherAsync(string who, params IReadOnlyList<(string Act, JsonObject? More)> commands)
    {
        var lines = new StringBuilder();
        var answers = new List<Task<JsonElement>>();
        foreach (var (act, more) in commands)
        {
            var tag = Interlocked.Increment(ref lastTag);
            var command = more?.DeepClone().AsObject() ?? [];
            command["do"] = act;
            command["who"] = who;
            command["tag"] = tag;
            command["async"] = true;
            answers.Add((asked[tag] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
            lines.Append(command.ToJsonString()).Append('\n');
        }

        try
        {
            await WriteAsync(lines.ToString());
            return await Task.WhenAll(answers).WaitAsync(Patience);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            throw new InvalidOperationException($"No answer to {lines}{Complaints()}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await listening;
        process.Dispose();
        turn.Dispose();
    }

    private async Task WriteAsync(string lines)
    {
        await turn.WaitAsync();
        try
        {
            await process.StandardInput.WriteAsync(lines);
            await process.StandardInput.FlushAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ListenAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement;
            if (!answer.TryGetProperty("tag", out var tag) || !asked.TryRemove(tag.GetInt32(), out var waiting)) complaints.Enqueue(line);
            else if (answer.GetProperty("ok").GetBoolean()) waiting.SetResult(answer.GetProperty("result").Clone());
            else waiting.SetException(Refusal(answer));
        }

        // Nobody answers any more.
        foreach (var waiting in asked.Values) waiting.TrySetException(new InvalidOperationException("The people are gone. " + Complaints()));
    }

    private static MatrixRefusedException Refusal(JsonElement answer) => new(
        $"{answer.GetProperty("do").GetString()}: {answer.GetProperty("error").GetString()}",
        answer.TryGetProperty("errcode", out var code) ? code.GetString() : null);

    private string Complaints() => string.Join('\n', complaints);
}

/// <summary>What was asked for did not happen. <see cref="Code"/> is the homeserver's, where it was the homeserver that refused.</summary>
internal sealed class MatrixRefusedException(string message, string? code) : Exception(message)
{
    public string? Code { get; } = code;
}
