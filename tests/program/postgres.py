# SPDX-License-Identifier: MIT
"""A PostgreSQL server of its own for a test: a temporary cluster on loopback, at a free port, gone at the end. The server refuses to
run as root, so under root it belongs to an unprivileged user."""
import glob
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SUPERUSER, SUPER_PASSWORD = "superviseur", "s3cret-of-the-superuser"


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    if not found:
        sys.exit("FAILED: there is no PostgreSQL server: install the packages of packages-test.txt")
    return pathlib.Path(found[-1]).parent


def unprivileged():
    """Arguments for subprocess that leave root, and the ids that own the cluster."""
    if os.getuid() != 0:
        return {}, os.getuid(), os.getgid()
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user.pw_uid, user.pw_gid
    sys.exit("FAILED: there is neither a user postgres nor nobody to run the server")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    def __init__(self):
        self.bin = programs()
        self.become, user, group = unprivileged()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reliure-postgres-"))
        os.chown(self.folder, user, group)
        self.server = None
        self.port = 0

    def run(self, *command):
        subprocess.run([str(word) for word in command], cwd="/", env=self.env(), check=True, stdout=subprocess.DEVNULL, **self.become)

    @staticmethod
    def env():
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return dict(clean, LC_ALL="C.UTF-8", HOME="/")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        password, data = self.folder / "password", self.folder / "data"
        password.write_text(SUPER_PASSWORD + "\n", encoding="utf-8")
        password.chmod(0o644)
        self.run(self.bin / "initdb", "-D", data, "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")
        for _ in range(5):  # another program may take the port first
            self.port = free_port()
            with open(self.folder / "log", "wb") as log:
                self.server = subprocess.Popen([str(self.bin / "postgres"), "-D", str(data), "-p", str(self.port), "-c",
                                                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"],
                                               cwd="/", env=self.env(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.become)
            if self.wait():
                return
        sys.exit("FAILED: the PostgreSQL server does not start:\n" + (self.folder / "log").read_text(errors="replace"))

    def wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.server.poll() is None:
            if subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], env=self.env(),
                              check=False).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def sql(self, text):
        """What psql prints of it, unaligned."""
        done = subprocess.run([str(self.bin / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U",
                               SUPERUSER, "-d", "postgres"], input=text.encode(), env=dict(self.env(), PGPASSWORD=SUPER_PASSWORD),
                              stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(2)  # SIGINT: fast shutdown
            try:
                self.server.wait(30)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
