"""Faults of the Hub, once: set one as `fault` of the double."""

import re
import socket


def once(kind, matching=r".*", times=1, retry_after=None):
    """A fault that strikes the first `times` requests whose method and path match: a status, "dropped" or "truncated"."""
    left = [times]

    def fault(request):
        if not left[0] or not re.search(matching, f"{request.command} {request.path}"):
            return False
        left[0] -= 1
        request.body()
        if kind == "dropped":
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
        elif kind == "truncated":
            request.send_response(200)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", "1000")
            request.end_headers()
            request.wfile.write(b'{"half": ')
            request.close_connection = True
        else:
            headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
            reason = "Cannot create repo: another conflicting operation is in progress" if kind == 409 else "a fault"
            request.answer(kind, {"error": reason}, **headers)
        return True

    fault.struck = lambda: times - left[0]
    return fault
