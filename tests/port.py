"""Prints a port for a server that a test starts: nobody uses it, and it is below those that the system gives to whoever only
connects, so that none of them takes it before the server does."""
import random
import socket

while True:
    port = random.randrange(15_000, 32_000)
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            continue
    print(port)
    break
