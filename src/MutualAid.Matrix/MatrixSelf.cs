using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix;

/// <summary>Who the bot is on the homeserver. Known once the sync began.</summary>
internal sealed class MatrixSelf
{
    public string User { get; private set; } = "";

    public string Device { get; private set; } = "";

    /// <summary>What the bot is called, so that it can be spoken to by name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Learns it; refuses where the token is somebody else's.</summary>
    public async Task LearnAsync(MatrixApi api, Session session, CancellationToken stop)
    {
        var me = await api.WhoAmIAsync(stop).ConfigureAwait(false);
        if (me.Text("user_id") is { } user && user != session.UserId) throw session.Refuse("Matrix:AccessToken belongs to another account than Matrix:UserId; set the two of one account.");
        (User, Device) = (session.UserId, me.Text("device_id") ?? "");
        Called((await api.ProfileAsync(User, stop).ConfigureAwait(false))?.Text("displayname"));
    }

    public void Called(string? name) => Name = MemberText.CleanLine(name) ?? "";
}
