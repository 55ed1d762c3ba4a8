using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Interactions;

/// <summary>Offers values while an option is being typed. Too late is as good as never, so nothing is repeated (Interactions, Autocomplete).</summary>
internal sealed partial class Suggesting(DiscordApi api, Completions completions, ILogger<Suggesting> log)
{
    private const int LongestName = 100;
    private static readonly TimeSpan OfUseFor = TimeSpan.FromSeconds(2.5);

    /// <summary>Throws only for cancellation.</summary>
    public async Task AnswerAsync(Interaction interaction, CancellationToken stop)
    {
        if (interaction is not { GuildId: { } guild, ChannelId: { } channel, Data.Name: { } command } || InteractionReader.UserOf(interaction) is not { } user) return;
        if (interaction.Data.Options?.FirstOrDefault(o => o.Focused is true) is not { } typing) return;
        try
        {
            var found = await completions.ForAsync(
                DiscordIds.Group(guild), InteractionReader.HomeOf(interaction, guild, channel), DiscordIds.Person(user), interaction.Locale,
                command, typing.Name, InteractionReader.Text(typing.Value), stop).ConfigureAwait(false);
            ChoiceBody[] choices = [.. found.Where(c => c.Value.Length is > 0 and <= LongestName).Select(c => new ChoiceBody(Name(c), c.Value))];
            await api.AnswerAsync(interaction, new InteractionResponse(ResponseTypes.Autocomplete, new ResponseData { Choices = choices }), [], OfUseFor, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Nobody is hurt by an empty list.
            LogFailed(log, e.GetType().Name);
        }
    }

    /// <summary>A choice is plain text: people and places have no names there, and a moment is told in the group's time.</summary>
    private static string Name(Completion completion)
    {
        var (label, hint) = (PlainText.Of(completion.Label, _ => "", _ => ""), PlainText.Of(completion.Hint, _ => "", _ => ""));
        return Markdown.Cut(hint.Length == 0 ? label : $"{label} · {hint}", LongestName);
    }

    [LoggerMessage(1, LogLevel.Debug, "Nothing could be suggested: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);
}
