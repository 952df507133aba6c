using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sam3D.Text;

/// <summary>JSON that people read too: letters of all scripts and quotes stay as they are, which the default escapes for use in HTML.</summary>
internal static class ReadableJson
{
    /// <summary>The same forms, readable.</summary>
    public static JsonSerializerOptions Of(JsonSerializerOptions forms) => new(forms) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
