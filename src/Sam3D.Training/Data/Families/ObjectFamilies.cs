using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Families;

/// <summary>The families of procedural objects by name.</summary>
public static class ObjectFamilies
{
    private static readonly (string Name, Func<SampleRandom, ObjectDesign> Make)[] Known =
    [
        ("chair", SeatFamilies.Chair),
        ("sofa", SeatFamilies.Sofa),
        ("table", FurnitureFamilies.Table),
        ("bed", FurnitureFamilies.Bed),
        ("shelf", FurnitureFamilies.Shelf),
        ("lamp", HouseholdFamilies.Lamp),
        ("mug", HouseholdFamilies.Mug),
        ("bottle", HouseholdFamilies.Bottle),
        ("vase", HouseholdFamilies.Vase),
        ("teapot", HouseholdFamilies.Teapot),
        ("car", VehicleFamilies.Car),
        ("airplane", VehicleFamilies.Airplane),
        ("boat", VehicleFamilies.Boat),
        ("mushroom", NatureFamilies.Mushroom),
        ("tree", NatureFamilies.Tree),
        ("plant", NatureFamilies.Plant),
        ("animal", NatureFamilies.Animal),
        ("house", BuildingFamilies.House),
        ("tower", BuildingFamilies.Tower),
        ("guitar", ThingFamilies.Guitar),
        ("robot", ThingFamilies.Robot),
        ("clock", ThingFamilies.Clock),
        ("camera", ThingFamilies.Camera),
        ("csg", RandomSolids.Stack),
    ];

    /// <summary>The names, in a fixed order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>Makes an object of a family.</summary>
    /// <param name="family">One of <see cref="Names"/>.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="index">Which of the seed's objects.</param>
    /// <param name="meshResolution">Lattice samples along the longest side of the surface, 32 to 256.</param>
    /// <returns>The object; the same arguments give the same bytes.</returns>
    /// <exception cref="ArgumentException">No such family, or the resolution is out of range.</exception>
    public static TrainingObject Create(string family, ulong seed, uint index, int meshResolution = 96)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(meshResolution, 32);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(meshResolution, 256);
        return Create(family, new SampleRandom(seed, index, 0), meshResolution);
    }

    internal static TrainingObject Create(string family, SampleRandom random, int meshResolution)
    {
        Func<SampleRandom, ObjectDesign> make = Known.FirstOrDefault(k => k.Name == family).Make
            ?? throw new ArgumentException($"There is no family '{family}'; expected one of {string.Join(", ", Names)}.", nameof(family));

        // A random composition can cancel itself out; the next draw of the same sequence is taken then.
        for (int attempt = 0; attempt < 16; attempt++)
        {
            if (DesignMesher.Build(family, make(random), meshResolution) is { } built)
            {
                return built;
            }
        }

        throw new InvalidOperationException($"The family '{family}' gave no surface in 16 draws.");
    }
}
