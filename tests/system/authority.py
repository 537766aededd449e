"""Certificates of authorities that only the tests know."""
import subprocess


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=%s authority" % name, "-keyout", folder / ("%s-ca.key" % name), "-out", folder / ("%s-ca.pem" % name))


def make_certificate(folder, name, address, by=None, days=2):
    """One by the authority of another certificate, or by one of its own."""
    if by is None:
        make_authority(folder, name)
    by = by or name
    extension = folder / ("%s.ext" % name)
    extension.write_text("subjectAltName=IP:%s\n" % address)
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=%s" % name,
            "-keyout", folder / ("%s.key" % name), "-out", folder / ("%s.csr" % name))
    openssl("x509", "-req", "-in", folder / ("%s.csr" % name), "-CA", folder / ("%s-ca.pem" % by),
            "-CAkey", folder / ("%s-ca.key" % by), "-CAcreateserial", "-days", days, "-extfile", extension,
            "-out", folder / ("%s.pem" % name))
