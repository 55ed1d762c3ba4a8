namespace MutualAid.Tests.Support.Matrix;

/// <summary>Who is logged in with which token. Only under the fake's lock.</summary>
internal sealed class Sessions
{
    private readonly Dictionary<string, Device> byToken = [];
    private readonly HashSet<string> softlyEnded = [];

    /// <summary>A new token; the one that this device had before is void.</summary>
    public Device Open(Account account, string? deviceId = null)
    {
        var token = Ids.Token(account.Localpart);
        var device = account.Devices.Find(d => d.Id == deviceId);
        if (device is null)
        {
            device = new Device(account, deviceId ?? Ids.Device()) { Token = token };
            account.Devices.Add(device);
        }
        else
        {
            byToken.Remove(device.Token);
            device.Token = token;
        }

        byToken.Add(token, device);
        return device;
    }

    public Device Find(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization?.StartsWith(Scheme, StringComparison.Ordinal) != true) throw new MatrixError(401, "M_MISSING_TOKEN", "Missing access token");
        var token = authorization[Scheme.Length..];
        return byToken.GetValueOrDefault(token)
            ?? throw new MatrixError(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.") { SoftLogout = softlyEnded.Contains(token) };
    }

    public Device? TryFind(string? authorization) => authorization?.Split(' ') is ["Bearer", var token] ? byToken.GetValueOrDefault(token) : null;

    /// <summary>Ends a session. <paramref name="soft"/>: the device lives on and takes a new token.</summary>
    public void End(Device device, bool soft)
    {
        byToken.Remove(device.Token);
        if (soft) softlyEnded.Add(device.Token);
        else device.Account.Devices.Remove(device);
    }
}
