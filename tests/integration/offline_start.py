"""Start the app and read its first answers; run in a network namespace that has nothing but loopback."""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def raise_loopback() -> None:
    """Switch the loopback interface of a fresh network namespace on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(door, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(door, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def is_cut_off() -> bool:
    """Tell whether a packet to the outside has no way at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        try:
            door.connect(("192.0.2.1", 9))  # a documentation address; UDP: nothing is sent
        except OSError:
            return True
        return False


def read(url: str, *, patience_s: float) -> str:
    """Return what an address answers, waiting until somebody listens."""
    end = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:  # our own server
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def main() -> int:
    """Print `cut off`, the health and the first printed offer."""
    raise_loopback()
    print("cut off" if is_cut_off() else "NOT cut off")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "8501"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
        try:
            print(read("http://127.0.0.1:8501/healthz", patience_s=150))
            print("<article>" in read("http://127.0.0.1:8501/print?topic=language", patience_s=60))
        finally:
            os.kill(app.pid, signal.SIGTERM)
    return 0


if __name__ == "__main__":
    sys.exit(main())
