"""Bytes in, bytes out: for requests that no well-behaved client sends."""
import re
import socket


def exchange(port, request, seconds=20):
    """Sends bytes, then reads until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except ConnectionResetError:
            pass
        return answer


def statuses(answer):
    """The status codes of all answers in a stream of bytes."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def get(port, target, *headers):
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", *headers, "Connection: close", "", ""]
    return exchange(port, "\r\n".join(lines).encode("latin-1"))
