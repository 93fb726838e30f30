"""Names of other services for our options, so that an error can give the name to use here."""

from collections.abc import Mapping

OPTION_ALIASES: Mapping[str, str] = {
    alias: option
    for option, aliases in {
        "data": "text content value barcode",
        "format": "code bcid type symbology barcode_type barcode_format",
        "foreground": "color colour dark fg barcolor",
        "background": "bgcolor light bg backgroundcolor",
        "quiet_zone": "margin quiet qz padding border",
        "ecc": "eclevel correction error_correction errorlevel",
        "show_text": "includetext hidehrt display_value hide_text",
        "rotate": "rotation orientation angle",
        "image_format": "output filetype imagetype image_type",
        "dpi": "resolution res",
        "text_content": "alttext caption label",
        "module_width": "barwidth xdim x_dimension",
        "module_height": "barheight",
        "width": "w",
        "height": "h",
        "scale": "zoom module_px",
    }.items()
    for alias in aliases.split()
}

# Names that are too common to be recognised as columns of a table, where they may be for labels.
COMMON_ALIASES: Mapping[str, str] = {
    alias: option
    for option, aliases in {
        "symbol_size": "version vers layers size dmsize qrversion",
        "symbol_columns": "columns cols",
        "symbol_rows": "rows",
        "charset": "encoding codepage",
        "data_encoding": "binary base64",
    }.items()
    for alias in aliases.split()
}
