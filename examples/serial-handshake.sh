#!/bin/sh
# Starts serial-handshake.jar: beside this file, in target/ of a checkout, or in ../share/serial-handshake of a package.
#
# OpenSSH waits for its ProxyCommand at each login. So the classes that connect needs are kept as the JVM maps them: in a
# class-data archive, and from Java 25 on in an ahead-of-time cache, which has more of the start in it. Such a file fits one
# jar and one version of Java; any other JVM starts without it. Its name has the version, and its time is the jar's. The first
# start makes it, which takes a second or two.
#
# A login waits for each program that runs before Java: it is one, readlink, where nothing has to be made.
self=$0
[ ! -L "$0" ] || self=$(readlink -f "$0")
case $self in
  */*) here=${self%/*} ;;
  *) here=. ;;
esac
case $here in
  [!/]* | *. | *./*) here=$(cd "$here" && pwd) || exit 1 ;;
esac
for jar in "$here/serial-handshake.jar" "$here/target/serial-handshake.jar" "${here%/*}/share/serial-handshake/serial-handshake.jar" \
  /usr/share/serial-handshake/serial-handshake.jar; do
  [ ! -f "$jar" ] || break
done
if [ ! -f "$jar" ]; then
  echo "serial-handshake: there is no serial-handshake.jar beside $self; copy it there, or build it" >&2
  exit 1
fi

# A package with a Java of its own is for machines that have none, or an older one.
java=${here%/*}/runtime/bin/java
[ -x "$java" ] || java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" > /dev/null; then
  echo "serial-handshake: there is no $java; install Java 17 or later (Debian: default-jre-headless), or set JAVA_HOME" >&2
  exit 127
fi

# In the POSIX locale, as init and containers have it, Java cannot name a file with other letters than those of ASCII.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
  '' | C | POSIX)
    if [ -n "$LC_ALL" ]; then LC_ALL=C.UTF-8; else LC_CTYPE=C.UTF-8; fi
    export ${LC_ALL:+LC_ALL} ${LC_CTYPE:+LC_CTYPE}
    ;;
esac

# What hands bytes on, and encrypts none, needs no better compiler: neither its memory nor its time. Both commands have a small heap,
# which grows when it has to. Without UsePerfData, which jps and jstat read, the JVM does not wake up 20 times a second. Nor does it
# look for safepoints once and for unused monitors four times a second: every ten seconds will do. JDK 17 to 25 have both flags; a
# JDK without them goes on without them.
sleeps='-XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions'
sleeps="$sleeps -XX:GuaranteedSafepointInterval=0 -XX:AsyncDeflationInterval=10000"
connect="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms4m $sleeps"
options=
case $1 in
  connect) options=$connect ;;
  serve)
    options="-XX:+UseSerialGC -Xms8m $sleeps"
    case " $* " in *' --forward'*) options="$options -XX:TieredStopAtLevel=1" ;; esac
    ;;
esac

# The version of this Java, from the file that each JDK has.
version=
home=$(readlink -f "$(command -v "$java")" 2> /dev/null)
home=${home%/bin/java}
if [ -r "$home/release" ]; then
  while IFS='"' read -r key value rest; do
    case $key in
      JAVA_RUNTIME_VERSION=) version=$value ;;
      JAVA_VERSION=) version=${version:-$value} ;;
    esac
  done < "$home/release"
fi
if [ "${version%%[!0-9]*}" -ge 25 ] 2> /dev/null; then
  name=serial-handshake-$version.aot reads=AOTCache writes=AOTCacheOutput
else
  name=serial-handshake-$version.jsa reads=SharedArchiveFile writes=ArchiveClassesAtExit
fi

fits() {
  [ -f "$1" ] && ! [ "$1" -nt "$jar" ] && ! [ "$1" -ot "$jar" ]
}

# A whole file or none: another start may read it at this moment. Those of a Java that is gone are removed some day.
make() {
  trap 'rm -f "$1.$$"*; exit 143' HUP INT TERM
  find "${1%/*}" -name 'serial-handshake-*' -ctime +90 -exec rm -f {} + 2> /dev/null
  "$java" -XX:"$writes=$1.$$" -Xlog:disable $connect -cp "$jar" dev.serialhandshake.cli.connect.Rehearsal \
    < /dev/null > /dev/null 2>&1
  touch -r "$jar" "$1.$$" 2> /dev/null && mv -f "$1.$$" "$1"
  rm -f "$1.$$"*
  trap - HUP INT TERM
}

# Where it is: of a package, where root alone can write; else beside the jar, or else in a folder of this user.
case $jar in
  /usr/share/*) shared=/var/cache/serial-handshake ;;
  *) shared=${jar%/*} ;;
esac
archive=$shared/$name
if [ -n "$version" ] && ! fits "$archive"; then
  if [ ! -w "$shared" ]; then
    own=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/serial-handshake
    archive=$own/$name
    [ -d "$own" ] || (umask 077 && mkdir -p "$own") 2> /dev/null
    [ -O "$own" ] || archive=
  fi
  [ -z "$archive" ] || fits "$archive" || make "$archive"
fi

set -- -jar "$jar" "$@"
! fits "$archive" || set -- "-XX:$reads=$archive" "$@"
# A process without memory serves nobody: it ends, and its supervisor starts it again.
# Xlog: what the JVM has to say about an archive that does not fit, it says on standard output, which is the line.
exec "$java" -Xlog:disable -XX:+ExitOnOutOfMemoryError $options "$@"
