#!/bin/sh
# Starts serial-handshake.jar: beside this file, in target/ of a checkout, or in ../share/serial-handshake of a package.
#
# OpenSSH waits for its ProxyCommand at each login. So the classes that connect needs are kept as the JVM maps them: in a
# class-data archive, and from Java 25 on in an ahead-of-time cache, which has more of the start in it. Such a file fits one
# jar and one version of Java; any other JVM starts without it. Its name has the version, and its time is the jar's. The first
# start makes it, which takes a second or two. Where that fails, an empty file is left, so that it is tried once: delete that file
# to try again.
#
# A login waits for each program that runs before Java: it is one, readlink, where nothing has to be made.
self=$0
[ ! -L "$0" ] || self=$(readlink -f "$0")
case $self in
  */*) here=${self%/*} ;;
  *) here=. ;;
esac
case $here in
  [!/]* | *. | *./*) here=$(CDPATH='' cd -- "$here" && pwd) || exit 1 ;;
esac
# A package has this file in bin. For a file elsewhere, as in /tmp/x, /tmp/share is a folder that anybody may have made.
case $here in
  */bin) package=${here%/bin} ;;
  *) package=/usr ;;
esac
packaged=$package/share/serial-handshake/serial-handshake.jar
for jar in "$here/serial-handshake.jar" "$here/target/serial-handshake.jar" "$packaged" /usr/share/serial-handshake/serial-handshake.jar; do
  [ ! -f "$jar" ] || break
done
if [ ! -f "$jar" ]; then
  echo "serial-handshake: there is no serial-handshake.jar beside $self; copy it there, or build it" >&2
  exit 1
fi

# A package with a Java of its own is for machines that have none, or an older one.
java=$package/runtime/bin/java
[ "$jar" = "$packaged" ] && [ -x "$java" ] || java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! program=$(command -v "$java"); then
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
native=--enable-native-access=ALL-UNNAMED
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
home=$(readlink -f "$program" 2> /dev/null)
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
  type=aot reads=AOTCache writes=AOTCacheOutput
else
  type=jsa reads=SharedArchiveFile writes=ArchiveClassesAtExit
fi

# An archive is code. It is ours, or it is in a folder that we cannot write: those who can write there could as well replace the
# jar. In a sticky folder, as /tmp is, they could not. So there is no archive in such a folder.
fits() {
  [ -f "$1" ] && [ -r "$1" ] && ! [ "$1" -nt "$jar" ] && ! [ "$1" -ot "$jar" ] &&
    { [ -O "$1" ] || ! [ -w "${1%/*}" ]; } && ! [ -k "${1%/*}" ]
}

# An archive is written only where nobody else can write.
alone() {
  [ -O "$1" ] && ! [ -k "$1" ] || return 1
  case $(ls -ld "$1/.") in
    d????-??-*) ;;
    *) return 1 ;;
  esac
}

# A whole file or none: another start may read it at this moment. Archives of a Java that is gone are removed some day.
make() {
  part=$1.$$
  trap 'rm -f "$part"*; exit 143' HUP INT TERM
  # Without this, a start on a disk that cannot be written would try each time.
  if touch "$part" 2> /dev/null; then
    find "${1%/*}" -maxdepth 1 -type f \( -name 'serial-handshake-[1-9]*.jsa*' -o -name 'serial-handshake-[1-9]*.aot*' \) \
      -ctime +90 -exec rm -f {} + 2> /dev/null
    "$java" -XX:"$writes=$part" -Xlog:disable $connect $native -cp "$jar" dev.serialhandshake.cli.Rehearsal \
      < /dev/null > /dev/null 2>&1 || rm -f "$part"
    # For all users, whatever the umask is: in a folder of this user alone, the folder keeps them out.
    touch -r "$jar" "$part" 2> /dev/null && chmod 644 "$part" && {
      # Java ends with SIGBUS at an archive that a power cut has shortened.
      sync "$part" 2> /dev/null
      mv -f "$part" "$1"
    }
    rm -f "$part"*
  fi
  trap - HUP INT TERM
}

# Where it is: of a package, where root alone can write; else beside the jar, or else in a folder of this user, which has the
# archives of all jars that he starts. There the folder of the jar is in the name, with _ in place of each slash.
case $jar in
  /usr/share/*) shared=/var/cache/serial-handshake ;;
  *) shared=${jar%/*} ;;
esac
archive=$shared/serial-handshake-$version.$type
if [ -n "$version" ] && ! fits "$archive"; then
  path=${jar%/*}
  while [ "$path" != "${path#*/}" ]; do path=${path%%/*}_${path#*/}; done
  cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  cache=${cache:+$cache/serial-handshake}
  own=$cache/serial-handshake-$version$path.$type
  if [ -O "$cache" ] && fits "$own"; then
    archive=$own
  elif alone "$shared"; then
    make "$archive"
  else
    [ -z "$cache" ] || [ -d "$cache" ] || (umask 077 && mkdir -p "$cache") 2> /dev/null
    if alone "$cache"; then archive=$own && make "$own"; else archive=; fi
  fi
fi

# Not -jar: for the manifest, which says the same, Java would open the jar, and reading its list of files takes 10 ms.
set -- $native -cp "$jar" dev.serialhandshake.cli.Main "$@"
! fits "$archive" || ! [ -s "$archive" ] || set -- "-XX:$reads=$archive" "$@"
# A process without memory serves nobody: it ends, and its supervisor starts it again.
# Xlog: what the JVM has to say about an archive that does not fit, it says on standard output, which is the line.
exec "$java" -Xlog:disable -XX:+ExitOnOutOfMemoryError $options "$@"
