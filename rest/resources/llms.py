"""GET ``/llms.txt``: what a language model has to know to use this service (llmstxt.org)."""

from string import Template

from falcon import Request, Response

from common.operations import service_url
from common.services.container import Services
from rest import authentication
from rest.routes import Route

_TEXT = Template("""\
# $name

> Draws, validates and reads barcodes and 2D codes, over HTTP and over the Model Context Protocol.
> An independent decoder has read every barcode back before it is sent. Otherwise the answer is an
> error that names the fix.

A barcode is a URL, which can be used as `<img src>` and needs no account:
`$api/barcodes/{format}.{ext}?data={data}`, such as `$api/barcodes/code128.png?data=123456789`.
`{ext}` is png, svg, pdf, eps, zpl, webp, jpg, gif, tif, bmp, pcx or txt. Percent-encode `data`.
Choose `{format}` by use: ean13 (upca in North America) for products in shops, qr for links,
gs1_128 for cartons, code128 for any other text. Leave other options out unless they are needed:
the defaults scan and print well.

Errors are JSON (RFC 9457): `errors[].fix` says what to change, and `errors[].suggestion` has a
value that works.

## Use

- [MCP server]($base/mcp): Streamable HTTP. Tools: barcode_generator, barcode_validator,
  barcode_decoder, barcode_batch, symbology_list, content_types
- [OpenAPI document]($base/openapi.json): every endpoint, option and error
- [Formats]($api/symbologies): rules, example and options of each format, as JSON
- [Application standards]($api/content): payments, Wi-Fi, contacts, GS1 and others as named fields
- `POST $api/decode`: reads the barcodes in a picture or document, sent as the form field `image`
- `POST $api/batches`: a table (CSV, XLSX, TXT, JSON) becomes a ZIP file or sheets of labels

## Optional

- [Documentation]($base/docs): the same for people, with a form for each request
- [State]($base/health): whether each part of the service works
""")


class LlmsResource:
    """Serves the text, with the URLs that the client of the request can use."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings

    def on_get(self, req: Request, resp: Response) -> None:
        """Send the text."""
        settings = self._settings
        base = service_url.of_request(settings, authentication.source_of(req), req.scheme)
        resp.content_type = "text/plain; charset=utf-8"
        # The URLs in the text depend on the Host of the request.
        resp.set_header("Cache-Control", "no-cache")
        resp.text = _TEXT.substitute(
            name=settings.project_name, base=base, api=f"{base}{settings.root_path}"
        )

    on_head = on_get


ROUTES = (Route("/llms.txt", LlmsResource, bare=True),)
