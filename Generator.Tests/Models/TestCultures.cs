using System.Globalization;

namespace ModelGen.Tests.Models;

/// <summary>Cultures that write numbers otherwise; made here, since the test's process may know none.</summary>
internal static class TestCultures
{
    /// <summary>Another decimal separator, another minus, another separator of groups.</summary>
    public static CultureInfo Odd
    {
        get
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = "'";
            culture.NumberFormat.NegativeSign = "−";
            return culture;
        }
    }
}
