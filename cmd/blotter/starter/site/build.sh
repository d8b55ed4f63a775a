#!/bin/sh
# Builds the site on a host that has no Blotter: fetches the release archive that
# is pinned below, checks that it is the very same, and runs it.
#
# BLOTTER_RELEASES is the address under which releases lie, one folder a version.
set -eu

version=${BLOTTER_VERSION:-{{version}}}
sum=${BLOTTER_SHA256:-}       # of the archive, from SHA256SUMS of that release
releases=${BLOTTER_RELEASES:-{{releases}}}

if [ -z "$releases" ] || [ -z "$sum" ]; then
	echo "build.sh: set BLOTTER_RELEASES (address of the releases) and BLOTTER_SHA256 (sum of the archive)" >&2
	exit 2
fi
archive=blotter-linux-amd64.tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
curl --fail --silent --show-error --location --retry 3 --proto '=https,file' \
	--output "$work/$archive" "$releases/$version/$archive"
if ! printf '%s  %s\n' "$sum" "$work/$archive" | sha256sum --check --status; then
	echo "build.sh: $releases/$version/$archive is not the archive that was pinned" >&2
	exit 3
fi
tar -xzf "$work/$archive" -C "$work" --strip-components=1
"$work/blotter" build --strict "$@"
