using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Measuring;

namespace MutualAid.Bot.Playground;

/// <summary>The incoming side of the playground: turns what the page sends into intents, and decides nothing.</summary>
internal sealed class PlaygroundServer(PlaygroundChat chat, Dispatcher dispatcher, PlaygroundCompletion completion, PlaygroundTime time, IHostApplicationLifetime lifetime)
{
    private const int LongestKey = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/world", World);
        routes.MapGet("/api/complete", CompleteAsync);
        routes.MapGet("/api/events", (string? @as, CancellationToken stop) =>
            PlaygroundWorld.Find(@as) is { } person ? TypedResults.ServerSentEvents(EventsAsync(person, stop)) : (IResult)Refused("Nobody of that name is here."));
        Post<SayRequest>(routes, "/api/say", SayAsync);
        Post<PressRequest>(routes, "/api/press", PressAsync);
        Post<SubmitRequest>(routes, "/api/submit", SubmitAsync);
        Post<ReactRequest>(routes, "/api/react", ReactAsync);
        Post<ClockRequest>(routes, "/api/clock", ClockAsync);
        Post<LanguageRequest>(routes, "/api/language", SetLanguage);
    }

    /// <summary>Open pages must not hold up a stop: their streams end with the host, and they come back by themselves.</summary>
    private async IAsyncEnumerable<SseItem<string>> EventsAsync(Persona person, [EnumeratorCancellation] CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        await foreach (var item in chat.EventsAsync(person, either.Token)) yield return item;
    }

    private static void Post<TBody>(IEndpointRouteBuilder routes, string path, Func<TBody, CancellationToken, Task<IResult>> handle) =>
        routes.MapPost(path, async (HttpRequest request, CancellationToken stop) =>
        {
            if (!request.HasJsonContentType()) return Refused("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
            try
            {
                return await JsonSerializer.DeserializeAsync<TBody>(request.Body, Wire.Json, stop) is { } body
                    ? await handle(body, stop)
                    : Refused("The body is empty.");
            }
            catch (JsonException)
            {
                return Refused("The body is not the JSON that is expected here.");
            }
        });

    private JsonHttpResult<object> World() => Answer(new
    {
        people = PlaygroundWorld.People.Select(p => new { id = p.Key, name = p.Name, facilitator = p.IsFacilitator, language = chat.LanguageOf(p) ?? "en" }),
        languages = Languages.All.Select(l => new { id = l.Tag, name = l.Name }),
    });

    private async Task<IResult> CompleteAsync(string? @as, string? place, string? line, CancellationToken stop) =>
        PlaygroundWorld.Find(@as) is { } person && chat.FindPlace(place, person) is { } where
            ? Answer(new { items = await completion.ForAsync(person, HomeOf(where), line ?? "", stop) })
            : Refused("That place is not there for you.");

    private async Task<IResult> SayAsync(SayRequest request, CancellationToken stop)
    {
        if (Locate(request.As, request.Place, request.Key) is not { } at) return NotThere();
        var text = request.Text?.Trim() ?? "";
        if (text.Length == 0) return Refused("There is nothing to say.");
        if (text.StartsWith('/')) return await DispatchAsync(at, new CommandTyped(text), stop);
        if (text.Length > 4000) return Refused("A message may have 4000 characters. It was not sent.");
        chat.Put($"{PlaygroundWorld.Platform}:c-{at.Person.Key}-{at.Key}", at.Place.Id, at.Person, MemberText.Drawn(text), card: null);
        return Answer(new { reply = (WireReply?)null });
    }

    private Task<IResult> PressAsync(PressRequest request, CancellationToken stop) =>
        Locate(request.As, request.Place, request.Key) is { } at && request.Action is { Length: > 0 } action
            ? DispatchAsync(at, new ActionPressed(action), stop)
            : Task.FromResult<IResult>(NotThere());

    private Task<IResult> SubmitAsync(SubmitRequest request, CancellationToken stop) =>
        Locate(request.As, request.Place, request.Key) is { } at && request.Form is { Length: > 0 } form
            ? DispatchAsync(at, new FormSubmitted(form, (request.Values ?? []).ToImmutableDictionary(v => v.Key, v => v.Value ?? "")), stop)
            : Task.FromResult<IResult>(NotThere());

    private async Task<IResult> ReactAsync(ReactRequest request, CancellationToken stop)
    {
        if (Locate(request.As, request.Place, request.Key) is not { } at || request.Emoji is not { Length: > 0 and <= 16 } emoji) return NotThere();
        if (chat.FindMessage(request.Message) is not { } message || !chat.React(message.Id, emoji, at.Person, request.On))
            return Refused("That message is gone, or has as many reactions as it may have. Nothing changed.");
        return await DispatchAsync(at, new Reacted(emoji, new MessageId(message.Id), request.On), stop);
    }

    private async Task<IResult> ClockAsync(ClockRequest request, CancellationToken stop) =>
        await time.StepAsync(request.Step, stop) is { } now ? Answer(new { now }) : Refused("A step is hour, day or digest.");

    private Task<IResult> SetLanguage(LanguageRequest request, CancellationToken stop)
    {
        if (PlaygroundWorld.Find(request.As) is not { } person) return Task.FromResult<IResult>(NotThere());
        if (Languages.Find(request.Language) is not { } language) return Task.FromResult<IResult>(Refused("That language is not spoken here yet."));
        chat.SetLanguage(person, language.Tag);
        return Task.FromResult<IResult>(Answer(new { }));
    }

    private async Task<IResult> DispatchAsync(Located at, IntentBody body, CancellationToken stop)
    {
        var intent = new Intent(
            at.Person.Id, at.Person.IsFacilitator, PlaygroundWorld.Group, new PlaceId(at.Place.Id), HomeOf(at.Place), chat.LanguageOf(at.Person), at.Key, body);
        var began = Stopwatch.GetTimestamp();
        var reply = await dispatcher.HandleAsync(intent, stop);
        PlatformMeasures.Acknowledged(PlaygroundWorld.Platform, Stopwatch.GetElapsedTime(began));
        return Answer(new { reply = reply is null ? null : WireRendering.Reply(reply) });
    }

    private Located? Locate(string? personKey, string? place, string? key) =>
        PlaygroundWorld.Find(personKey) is { } person && chat.FindPlace(place, person) is { } where && key is { Length: > 0 and <= LongestKey }
            ? new Located(person, where, key)
            : null;

    private static PlaceId HomeOf(PlaygroundPlace place) => place.Kind == PlaceKind.Channel ? new PlaceId(place.Id) : PlaygroundWorld.Home;

    private static JsonHttpResult<object> Answer(object value) => TypedResults.Json(value, Wire.Json);

    private static JsonHttpResult<object> Refused(string error, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json<object>(new { error }, Wire.Json, statusCode: status);

    private static JsonHttpResult<object> NotThere() => Refused("That person, place or key is not there. Nothing changed.");

    private sealed record Located(Persona Person, PlaygroundPlace Place, string Key);
}
