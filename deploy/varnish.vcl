# Varnish 6 or 7 between a proxy that terminates TLS and theBarcodeAPI: a cache of pictures, which
# are pure functions of their URL. The proxy in front of it has to replace X-Forwarded-For and
# X-Forwarded-Proto (deploy/haproxy.cfg with `server varnish varnish:6081`), or to use the PROXY
# protocol (`varnishd -a :6081,PROXY`).
# Set the service's TRUSTED_PROXIES to the networks of both.
vcl 4.1;

backend default {
    .host = "api";
    .port = "8000";
    .connect_timeout = 5s;
    # MCP over HTTP: a call may take minutes, and sends its progress meanwhile.
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 90s;
    .probe = {
        .url = "/readyz";
        .interval = 2s;
        .timeout = 2s;
        .window = 2;
        .threshold = 1;
        .initial = 1;
    }
}

sub vcl_recv {
    # For operators only.
    if (req.url ~ "^/(metrics|health/detailed)(\?|$)") {
        return (synth(404));
    }
    # Varnish adds the address of its peer to X-Forwarded-For, which the service reads from its end.
    unset req.http.Forwarded;
    # MCP over WebSockets.
    if (req.http.Upgrade ~ "(?i)^websocket$") {
        return (pipe);
    }
    # Only picture URLs and single barcodes are cached. The answer to a request with credentials is
    # private to that caller.
    if (req.url !~ "^/api/v1/(barcodes/|generate\?)"
        || (req.method != "GET" && req.method != "HEAD")
        || req.http.Authorization || req.http.X-API-Key) {
        return (pass);
    }
    return (hash);
}

sub vcl_hash {
    # The default adds the URL and Host. Scheme and Accept select the address in links and the image
    # format; headers in Vary, such as Origin, are added by Varnish itself.
    hash_data(req.http.X-Forwarded-Proto);
    hash_data(req.http.Accept);
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = "Upgrade";
}

sub vcl_backend_response {
    # Errors say how many requests remain, and so on: they belong to one caller.
    if (beresp.status >= 400 || beresp.http.Cache-Control ~ "(?i)(private|no-store)") {
        set beresp.uncacheable = true;
        # Without this time the requests for one URL would wait for each other.
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (!bereq.uncacheable) {
        # In a cached answer, these headers describe another caller's request.
        unset beresp.http.RateLimit;
        unset beresp.http.RateLimit-Policy;
        unset beresp.http.X-Rate-Limit-Requests;
        unset beresp.http.X-Rate-Limit-Remaining;
        unset beresp.http.X-Rate-Limit-Reset;
        unset beresp.http.X-Request-ID;
        unset beresp.http.X-Cache;
    }
    # Streams the progress of MCP calls and large files.
    set beresp.do_stream = true;
}

sub vcl_deliver {
    if (resp.http.X-Request-ID) {
        return (deliver);
    }
    set resp.http.X-Request-ID = req.xid;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
