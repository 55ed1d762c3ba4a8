using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: files.</summary>
public sealed class MediaTests
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];

    [Fact]
    public async Task A_file_is_kept_with_its_type_and_has_an_address_that_an_image_can_show()
    {
        await using var scene = await MatrixScene.SetAsync();
        var (status, answer) = await UploadAsync(scene, "image/png", Picture);
        Assert.Equal(200, status);
        var url = (string)answer!["content_uri"]!;
        Assert.Equal((url, "image/png", "a.png"), (scene.Fake.Media[0].Url, scene.Fake.Media[0].ContentType, scene.Fake.Media[0].FileName));
        Assert.Equal(Picture, scene.Fake.Media[0].Content);
        await ShowAsync(scene, url, Picture.Length);
        Assert.Empty(scene.Fake.Violations);
        await ShowAsync(scene, url, 99);
        await ShowAsync(scene, "mxc://fake.test/nothing", Picture.Length);
        Assert.Equal(2, scene.Fake.Violations.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("image/jpeg")]
    public async Task A_file_whose_type_is_not_said_or_not_so_is_a_mistake(string? type)
    {
        await using var scene = await MatrixScene.SetAsync();
        await UploadAsync(scene, type, Picture);
        Assert.Single(scene.Fake.Violations);
    }

    [Fact]
    public async Task Nothing_is_taken_from_nobody_nor_more_than_there_is_room_for_nor_against_a_quota()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.LargestUpload = 3;
        Assert.Equal((413, "M_TOO_LARGE"), await RefusedAsync(scene));
        (scene.Fake.LargestUpload, scene.Fake.RefusesUploads) = (100, true);
        Assert.Equal((403, "M_FORBIDDEN"), await RefusedAsync(scene));
        scene.Bot.Token = "nobody's";
        Assert.Equal((401, "M_UNKNOWN_TOKEN"), await RefusedAsync(scene));
        Assert.Empty(scene.Fake.Media);
    }

    private static async Task<(int Status, string? Code)> RefusedAsync(MatrixScene scene)
    {
        var (status, answer) = await UploadAsync(scene, "image/png", Picture);
        return (status, answer?["errcode"].AsText());
    }

    private static async Task<(int Status, JsonNode? Answer)> UploadAsync(MatrixScene scene, string? type, byte[] content)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Fake.Url + "/_matrix/media/v3/upload?filename=a.png") { Content = new ByteArrayContent(content) };
        if (type is not null) request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", scene.Bot.Token);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private static Task<MatrixAnswer> ShowAsync(MatrixScene scene, string url, int size) => scene.Bot.WriteAsync(
        scene.Room, "m.room.message", $$$"""{"msgtype":"m.image","body":"a","url":"{{{url}}}","info":{"mimetype":"image/png","size":{{{size}}}}}""");
}
