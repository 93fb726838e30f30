"""Printed sizes that the standards require: which module and which resolution give them."""

from common.barcode.model.sizes import MM_PER_INCH, Sizes, millimetres
from common.barcode.model.symbol import PrintRule


def preferred_module(rule: PrintRule, sizes: Sizes) -> int:
    """Return the dots of a module for which no width is requested.

    If dots have a printed size, the module is as wide as the standard says, in whole dots.
    """
    if not (sizes.is_print and rule.min_module_mm):
        return sizes.preferred_module
    dots = round(rule.module_mm * sizes.dpi / MM_PER_INCH)
    if millimetres(dots, sizes.dpi) < rule.min_module_mm:
        dots += 1
    return max(sizes.preferred_module, dots)


def nominal_dpi(rule: PrintRule, module: int, *, exact: bool = False) -> float:
    """Return the resolution at which a module of *module* dots has the width of the standard.

    Args:
        rule: the printed sizes.
        module: dots of a module.
        exact: True if the file can state a resolution that is no whole number.
    """
    if exact and rule.width_mm:
        return module * MM_PER_INCH / rule.module_mm
    dpi = round(module * MM_PER_INCH / rule.module_mm)
    # The nominal width may be the least one too.
    return dpi - 1 if millimetres(module, dpi) < rule.min_module_mm else dpi
