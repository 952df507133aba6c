using Microsoft.Data.Sqlite;
using Sam3D.DataEngine.Store;

namespace Sam3D.DataEngine;

/// <content>Photographs, masks and the queue.</content>
public sealed partial class EngineStore
{
    private const string ObjectColumns =
        "SELECT o.id, o.name, o.photo, p.file, o.mask, o.state, o.overview, o.detail FROM objects o JOIN photos p ON p.id = o.photo";

    /// <summary>Adds an object: a photograph and a mask of it. What is there already is not added twice.</summary>
    /// <param name="photo">The photograph; stored as PNG, upright, so that nobody has to decode a foreign file again.</param>
    /// <param name="mask">The object's pixels; at least one.</param>
    /// <param name="name">A name for people, for example that of the file.</param>
    /// <returns>The object, and whether it is new.</returns>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="DataEngineException">The name is too long.</exception>
    /// <exception cref="ExportException">The store cannot be written.</exception>
    public (EngineObject Object, bool IsNew) Add(RgbImage photo, Mask mask, string name)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(name);
        mask.ThrowIfUnusableFor(photo);
        Checked(name, "object");
        StoredFile photoFile = _files.Put("png", photo.SavePng), maskFile = _files.Put("png", mask.SavePng);
        StoredFile overview = _files.Put("jpg", path => AnnotatorPictures.Overview(photo, mask).SaveJpeg(path));
        StoredFile detail = _files.Put("jpg", path => AnnotatorPictures.Detail(photo, mask).SaveJpeg(path));
        return _database.Transaction(() =>
        {
            Register(photoFile);
            _database.Execute(
                "INSERT OR IGNORE INTO photos (name, file, width, height) VALUES (@0, @1, @2, @3)", name, photoFile.Hash, photo.Width, photo.Height);
            long photoId = _database.Number("SELECT id FROM photos WHERE file = @0", photoFile.Hash)!.Value;
            int added = _database.Number("SELECT count(*) FROM objects WHERE photo = @0 AND mask = @1", photoId, maskFile.Hash) > 0 ? 0 : _database.Execute(
                "INSERT INTO objects (photo, name, mask, overview, detail) VALUES (@0, @1, @2, @3, @4)",
                photoId, name, Register(maskFile), Register(overview), Register(detail));
            return (_database.Query($"{ObjectColumns} WHERE o.photo = @0 AND o.mask = @1", ReadObject, photoId, maskFile.Hash).Single(), added > 0);
        });
    }

    /// <summary>The objects in the order in which they were added.</summary>
    /// <param name="states">Only those in one of these states; none means all.</param>
    public IReadOnlyList<EngineObject> Objects(params IReadOnlyCollection<QueueState> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        List<EngineObject> all = _database.Query($"{ObjectColumns} ORDER BY o.id", ReadObject);
        return states.Count == 0 ? all : [.. all.Where(o => states.Contains(o.State))];
    }

    /// <summary>Reads the photograph of an object.</summary>
    /// <param name="item">An object of this store.</param>
    /// <exception cref="DataEngineException">The file was damaged.</exception>
    public RgbImage Photo(EngineObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return RgbImage.Load(new MemoryStream(ReadFile(item.PhotoHash)));
    }

    /// <summary>Reads the mask of an object.</summary>
    /// <param name="item">An object of this store.</param>
    /// <exception cref="DataEngineException">The file was damaged.</exception>
    public Mask MaskOf(EngineObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Mask.Load(new MemoryStream(ReadFile(item.MaskHash)));
    }

    /// <summary>An object by its number.</summary>
    /// <exception cref="DataEngineException">There is none.</exception>
    internal EngineObject Object(long id) => _database.Query($"{ObjectColumns} WHERE o.id = @0", ReadObject, id) is [var found]
        ? found
        : throw new DataEngineException($"There is no object {id} in {Folder}; 'sam3d engine status' tells how many there are.");

    private static EngineObject ReadObject(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        PhotoId = row.GetInt64(2),
        PhotoHash = row.GetString(3),
        MaskHash = row.GetString(4),
        State = StoreWords.Parse<QueueState>(row.GetString(5)),
        Overview = row.GetString(6),
        Detail = row.GetString(7),
    };
}
