using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MutualAid.Discord;
using MutualAid.Discord.Rest;
using Xunit;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>Over a real connection, with the handler the bot uses.</summary>
public sealed class RestWireTests : IAsyncLifetime
{
    private WebApplication server = null!;
    private DiscordRest rest = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddResponseCompression(o => o.MimeTypes = ["application/json"]);
        server = builder.Build();
        server.UseResponseCompression();
        server.MapPost("/api/v10/form", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return Results.Json(new { json = form["payload_json"].ToString(), name = form.Files["files[0]"]!.FileName, length = form.Files["files[0]"]!.Length });
        });
        server.MapPost("/api/v10/large", () => Results.Json(new string('a', 100_000)));
        server.MapPost("/api/v10/cut", (HttpContext context) => context.Abort());
        server.MapPost("/api/v10/empty", () => Results.NoContent());
        await server.StartAsync();
        var options = new DiscordOptions("t", new Uri(server.Urls.Single() + "/api/v10"), null, null);
        rest = new DiscordRest(DiscordHttp.Create(new Uri("https://discord.com/api/v10")), options, new DiscordRefusal(), TimeProvider.System, NullLogger<DiscordRest>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        rest.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_form_arrives_with_its_names_as_they_are()
    {
        var request = Request("/form") with { Json = "{\"a\":1}"u8.ToArray(), Files = [new RestFile("Übersicht.png", "image/png", new byte[1000])] };
        using var answer = System.Text.Json.JsonDocument.Parse(await rest.SendAsync(request, CancellationToken.None));
        Assert.Equal("{\"a\":1}", answer.RootElement.GetProperty("json").GetString());
        Assert.Equal("Übersicht.png", answer.RootElement.GetProperty("name").GetString());
        Assert.Equal(1000, answer.RootElement.GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task A_compressed_answer_of_unknown_length_is_read_to_its_end() =>
        Assert.Equal(100_002, (await rest.SendAsync(Request("/large"), CancellationToken.None)).Length);

    [Fact]
    public async Task An_answer_without_a_body_is_empty() =>
        Assert.True((await rest.SendAsync(Request("/empty"), CancellationToken.None)).IsEmpty);

    [Fact]
    public async Task A_connection_that_is_cut_leaves_it_uncertain()
    {
        var failure = await Assert.ThrowsAsync<DiscordUnreachableException>(() => rest.SendAsync(Request("/cut"), CancellationToken.None));
        Assert.True(failure.IsUncertain);
    }

    private static RestRequest Request(string path) => new(new Route(HttpMethod.Post, path, path, "1"));
}
