using System.Diagnostics;
using Xunit;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>What the tests of the people themselves do again and again.</summary>
internal static class Steps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task<(string Room, string Ana, string Ben)> TogetherAsync(SynapsePeople people)
    {
        var arrived = await Task.WhenAll(people.ArriveAsync("Ana", "Ana"), people.ArriveAsync("Ben", "Ben"));
        var room = await people.CreateRoomAsync("Ana", new RoomWanted("Northside", [arrived[1]]));
        await UntilAsync(async () => (await people.RoomsAsync("Ben")).Contains(room));
        return (room, arrived[0], arrived[1]);
    }

    public static async Task BotsAsync(SynapsePeople people, MatrixAccount bot, HttpMethod method, string path, string body = "{}")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, people.HomeserverUrl + path) { Content = new StringContent(body) };
        request.Headers.Authorization = new("Bearer", bot.AccessToken);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public static async Task<SeenMessage> SeenAsync(SynapsePeople people, string person, string room, string id, Func<SeenMessage, bool> isSo)
    {
        SeenMessage? seen = null;
        await UntilAsync(async () => (seen = (await people.ReadAsync(person, room)).FirstOrDefault(m => m.Id == id)) is { } found && isSo(found));
        return seen!;
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < Patience, "It did not come to be.");
            await Briefly.PauseAsync();
        }
    }
}
