using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Matching;
using MutualAid.Core.Measuring;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>
/// Somebody asks. Anyone in the group may, within the limits that protect it from a flood; nobody is asked why. Stored is what
/// they said and who they are; answered is the number and the time as it was understood.
/// </summary>
internal sealed class PostNeed(INeedStore needs, GroupDirectory groups, Wording wording, NeedChanges changes, MayPost may, Newcomers newcomers, IAttention attention)
{
    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken) =>
        ask.Options.IsEmpty
            ? OpenForm(ask)
            : (await PostAsync(ask, ask.Options, cancellationToken)).Reply;

    public static Reply OpenForm(Ask ask) => BlockedWords.Refusal(ask) ?? ask.Tell(Texts.NeedFormIntro) with { Form = NeedForm.ForAsking(ask, ask.Options) };

    public static Reply FromMessage(Ask ask, MessageQuoted quoted) => BlockedWords.Refusal(ask) ?? ask.Tell(Texts.NeedFormIntro) with { Form = NeedForm.ForQuoting(ask, quoted) };

    public async Task<Reply> FromFormAsync(Ask ask, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (reply, refused) = await PostAsync(ask, values, cancellationToken);
        // What was refused stands in the form again: nothing typed is lost.
        return refused ? reply with { GivenBack = null, Form = NeedForm.ForAsking(ask, values) } : reply;
    }

    /// <summary>The form of [Ask for this]: who offers it is told.</summary>
    public async Task<Reply> AskedForAsync(Ask ask, ImmutableDictionary<string, string> values, Offer offer, CancellationToken cancellationToken)
    {
        // One that the group has hidden since is guessed anew.
        var offered = offer.Category is { } category && ask.Rules.Categories.Contains(category) ? category : "";
        var (reply, refused) = await PostAsync(ask, values.SetItem("category", values.GetValueOrDefault("category") ?? offered), cancellationToken, offer);
        return refused ? reply with { GivenBack = null, Form = NeedForm.ForAskingFor(ask, offer, values) } : reply;
    }

    private async Task<(Reply Reply, bool Refused)> PostAsync(
        Ask ask, ImmutableDictionary<string, string> values, CancellationToken cancellationToken, Offer? asked = null)
    {
        var id = NeedId.For(ask.Group.Id, ask.Key);
        var isGuessed = string.IsNullOrWhiteSpace(values.GetValueOrDefault("category"));
        if (await needs.FindAsync(id, cancellationToken) is { } posted)
            return (posted.IsHeld ? await LooksLikeAsync(ask, posted, cancellationToken) : Posted(ask, posted, isGuessed), false);
        var (content, refusal) = NeedContentReader.Read(ask, values);
        if (content is null) return (refusal!, true);
        if (await may.NeedAsync(ask, cancellationToken) is { } tooMany)
            return (tooMany, true);
        if (asked is null && await LikeAsync(ask, content, cancellationToken) is not null)
        {
            var typed = Need.Typed(id, ask.Group.Id, ask.Actor, content with { Category = content.Category ?? wording.Guess(content.What, ask.Rules.Categories) }, ask.Now);
            await needs.AddAsync(typed, cancellationToken);
            return (await LooksLikeAsync(ask, typed, cancellationToken), false);
        }

        content = content with { Category = content.Category ?? wording.Guess(content.What, ask.Rules.Categories) };
        var number = await groups.TakeNumberAsync(ask.Group.Id, ask.Now, cancellationToken);
        var place = ask.Group.Settings.CardsPlace ?? ask.Intent.Home;
        var need = Need.Asked(id, ask.Group.Id, number, ask.Actor, content, place, ask.Key, ask.Now);
        if (await newcomers.HaveAsync(ask, cancellationToken)) need = need.AwaitingNod(ask.Rules.Pace, asked?.Id, ask.Now);
        else if (asked is { IsOpen: true }) need = need.AskedOf(asked);
        need = ask.Rules.Pace.Paced(need.ToShow(ask.Now), ask.Now);
        if (await needs.AddAsync(need, cancellationToken)) CoreMeasures.Stored(null, need);
        else need = await needs.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException("A need was neither added nor there.");
        attention.Wants(id);
        return (Posted(ask, need, isGuessed), false);
    }

    /// <summary>[Post anyway].</summary>
    public async Task<Reply> AnywayAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var need = await needs.FindAsync(id, cancellationToken);
        if (need is null) return ask.Tell(Texts.HeldGone);
        if (need.Group != ask.Group.Id || need.Requester != ask.Actor) return ask.Refuse(Texts.ButtonStale);
        if (!need.IsHeld) return Posted(ask, need);
        if (await may.NeedAsync(ask, cancellationToken) is { } tooMany) return tooMany;
        var number = await groups.TakeNumberAsync(ask.Group.Id, ask.Now, cancellationToken);
        var place = ask.Group.Settings.CardsPlace ?? ask.Intent.Home;
        var isNew = await newcomers.HaveAsync(ask, cancellationToken);
        var result = await changes.ApplyAsync(
            id,
            ask.Rules.Pace,
            ask.Now,
            n => (n.PostedBy(ask.Actor, number, place, ask.Key, ask.Now) is var next && isNew && !ReferenceEquals(next, n) ? next.AwaitingNod(ask.Rules.Pace, asked: null, ask.Now) : next, true),
            cancellationToken);
        return result is { } done ? Posted(ask, done.Need) : ask.Tell(Texts.HeldGone);
    }

    /// <summary>An open need of theirs, not a day old, that says nearly the same, or null.</summary>
    private async Task<Need?> LikeAsync(Ask ask, NeedContent content, CancellationToken cancellationToken)
    {
        var open = await needs.OpenAskedByAsync(ask.Group.Id, ask.Actor, cancellationToken);
        return open.LastOrDefault(n => ask.Now - n.PostedAt < Duration.FromDays(1) && wording.SaysTheSame(n.What, content.What));
    }

    private async Task<Reply> LooksLikeAsync(Ask ask, Need typed, CancellationToken cancellationToken)
    {
        var anyway = ask.Button(ActionList.Id(ActionList.PostAnyway, typed.Id), Texts.ButtonPostAnyway);
        if (await LikeAsync(ask, typed.Content, cancellationToken) is not { } like) return ask.Tell(Texts.HeldStill) with { Actions = [anyway] };
        return ask.Tell(Texts.LooksLike, ("number", like.Number), ("what", new MemberWords(Excerpt.Of(like.What, 80))), ("when", ask.Moment(like.PostedAt, MomentStyle.Relative))) with
        {
            Actions = [anyway, new CardAction(ActionList.Id(ActionList.More, like.Id), ask.Language.Plain(Texts.ButtonOpenNumber, ("number", like.Number)), ActionStyle.Primary)],
        };
    }

    private static Reply Posted(Ask ask, Need need, bool isGuessed = false)
    {
        var isWaiting = need is { IsOpen: true, IsUnseen: true };
        var text = ask.Language.Say(isWaiting ? Texts.NodWaits : Texts.NeedPosted, ("number", need.Number), ("what", new MemberWords(need.What)));
        if (isWaiting) text = text.Then(ask.Language.Say(Texts.NodUrgent, ("when", ask.Moment(need.NodUntil!.Value))));
        if (need.NeededBy is { } by) text = text.Then(ask.Language.Say(Texts.NeedPostedBy, ("when", ask.Moment(by))));
        if (isGuessed && need.Category is { } category) text = text.Then(ask.Language.Say(Texts.Filed, ("kind", NeedCategories.Said(category, ask.Language))));
        text = text.Then(ask.Language.Say(need.Details is null ? Texts.NeedPostedNoDetails : Texts.NeedPostedDetails));
        if (ask.Group.IsSurging(ask.Now)) text = text.Then(ask.Language.Say(Texts.NeedPostedInSurge));
        if (need.Anonymous) text = text.Then(ask.Language.Say(Texts.NeedPostedAnonymous));
        return new Reply
        {
            Language = ask.Language.Tag,
            Text = text,
            Actions = [ask.Button(ActionList.Id(ActionList.Edit, need.Id), Texts.ButtonEdit), ask.Button(ActionList.Id(ActionList.Category, need.Id), Texts.ButtonCategory), ask.Button(ActionList.Id(ActionList.Close, need.Id), Texts.ButtonClose)],
        };
    }
}
