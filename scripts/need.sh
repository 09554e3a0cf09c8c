#!/bin/sh
# need.sh LIST...: installs the Debian packages named in the lists that are missing. As root (or with
# passwordless sudo) it installs them; otherwise it prints the exact line to run and stops with 3.
# Never removes a package.
set -eu
missing=
for package in $(cat "$@"); do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0

options="-y --no-remove --no-install-recommends"
if [ "$(id -u)" = 0 ]; then
  as_root=
elif sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  {
    echo "Packages are missing. Ask an administrator to run:"
    echo "  apt-get install $options$missing"
  } >&2
  exit 3
fi

export DEBIAN_FRONTEND=noninteractive
echo "Installing:$missing" >&2
# Waiting for the disk after every file is most of the time of an installation; the system writes them
# out a moment later anyway.
install() { $as_root apt-get -qq -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-unsafe-io install $options $missing >/dev/null; }
# The package list of a fresh machine is empty or old: refresh it only when the first try fails.
install 2>/dev/null || { $as_root apt-get -qq -o DPkg::Lock::Timeout=600 update && install; }
