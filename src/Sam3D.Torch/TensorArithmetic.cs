using TorchSharp;

namespace Sam3D.Torch;

/// <summary>
/// Arithmetic of tensors and numbers. TorchSharp's own methods make a native number of each C# number and do not keep it until the native call has read it, so that a
/// garbage collection at the wrong moment gives the call a freed one. These keep it. They exist for tensors too, so that one can be used everywhere.
/// </summary>
internal static class TensorArithmetic
{
    // Sums have a factor too, which TorchSharp makes by itself where it is not given.
    private static readonly Scalar One = 1;

    extension(torch.Tensor x)
    {
        /// <summary>x · y.</summary>
        public torch.Tensor Times(torch.Tensor y) => x.mul(y);

        /// <summary>x · y.</summary>
        public torch.Tensor Times(double y) => With(y, s => x.mul(s));

        /// <summary>x / y.</summary>
        public torch.Tensor Over(torch.Tensor y) => x.div(y);

        /// <summary>x / y.</summary>
        public torch.Tensor Over(double y) => With(y, s => x.div(s));

        /// <summary>x + y.</summary>
        public torch.Tensor Plus(torch.Tensor y) => x.add(y, One);

        /// <summary>x + y.</summary>
        public torch.Tensor Plus(double y) => With(y, s => x.add(s, One));

        /// <summary>x + factor · y.</summary>
        public torch.Tensor Plus(torch.Tensor y, double factor) => With(factor, s => x.add(y, s));

        /// <summary>x − y.</summary>
        public torch.Tensor Minus(torch.Tensor y) => x.sub(y);

        /// <summary>x − y.</summary>
        public torch.Tensor Minus(double y) => With(y, s => x.sub(s));

        /// <summary>x².</summary>
        public torch.Tensor Squared() => x.mul(x);

        /// <summary>x + a · b.</summary>
        public torch.Tensor PlusProduct(torch.Tensor a, torch.Tensor b) => With(1, s => x.addcmul(a, b, s));

        /// <summary>Whether x &gt; y.</summary>
        public torch.Tensor MoreThan(double y) => With(y, s => x.gt(s));

        /// <summary>Whether x = y.</summary>
        public torch.Tensor IsEqualTo(double y) => With(y, s => x.eq(s));

        /// <summary>x between two bounds.</summary>
        public torch.Tensor Between(double lowest, double highest) => With(lowest, low => With(highest, high => x.clamp(low, high)));

        /// <summary>x ← x · y.</summary>
        public torch.Tensor TimesInPlace(double y) => With(y, s => x.mul_(s));

        /// <summary>x ← x / y.</summary>
        public torch.Tensor OverInPlace(double y) => With(y, s => x.div_(s));

        /// <summary>x ← x + y.</summary>
        public torch.Tensor PlusInPlace(double y) => With(y, s => x.add_(s, One));

        /// <summary>x ← x + factor · y.</summary>
        public torch.Tensor PlusInPlace(torch.Tensor y, double factor = 1) => With(factor, s => x.add_(y, s));

        /// <summary>x ← x + factor · a · b.</summary>
        public torch.Tensor PlusProductInPlace(torch.Tensor a, torch.Tensor b, double factor) => With(factor, s => x.addcmul_(a, b, s));

        /// <summary>x ← x + factor · a / b.</summary>
        public torch.Tensor PlusQuotientInPlace(torch.Tensor a, torch.Tensor b, double factor) => With(factor, s => x.addcdiv_(a, b, s));

        /// <summary>x ← x + part · (y − x).</summary>
        public torch.Tensor MoveTowards(torch.Tensor y, double part) => x.TimesInPlace(1 - part).PlusInPlace(y, part);
    }

    private static torch.Tensor With(double value, Func<Scalar, torch.Tensor> operation)
    {
        Scalar scalar = value;
        torch.Tensor result = operation(scalar);
        GC.KeepAlive(scalar);
        return result;
    }
}
