"""The page for who is turned away by a crowd. Nothing was worked on, so nothing of the application is needed for it: it
has its words, in both languages, and its looks in itself.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

STYLE = """
:root{color-scheme:light dark;--paper:#f5f4ef;--ink:#161c20;--ink-2:#4a545b;--road:#c96a00}
@media(prefers-color-scheme:dark){:root{--paper:#101518;--ink:#f0f3f3;--ink-2:#b3bfc4;--road:#ffb057}}
body{margin:0;min-height:100vh;display:grid;place-content:center;gap:8px;padding:24px;box-sizing:border-box;
background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:26px;margin:0}h2{font-size:20px;margin:16px 0 0}p{margin:0;color:var(--ink-2);max-width:34em}
i{display:block;height:4px;width:100%;margin-bottom:24px;border-radius:2px;
background:linear-gradient(90deg,var(--road) 20px,transparent 0) 0/36px 4px;animation:drive 1s linear infinite}
@keyframes drive{to{background-position:-36px 0}}
@media(prefers-reduced-motion:reduce){i{animation:none}}
"""
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>请稍等 · One moment · Paddock</title><style>{style}</style><i></i>
<h1>请稍等</h1><p>现在访问的人很多。本页约 {seconds} 秒后自动重新打开。</p>
<div lang="en"><h2>One moment</h2>
<p>Many people are here right now. This page comes back by itself in about {seconds} seconds.</p></div>
"""
ALLOWED = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def page(start_response: Any, seconds: int) -> list[bytes]:
    """WSGI: 503, and the browser asks again after so many seconds."""
    text = PAGE.format(style=STYLE, seconds=seconds).encode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(text)),
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{ALLOWED}'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Retry-After": str(seconds),
        "Refresh": str(seconds),
    }
    start_response("503 Service Unavailable", list(headers.items()))
    return [text]
