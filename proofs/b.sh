for f in "$@"; do /usr/bin/time -f "$f %es" coqc -w none -R . Toy $f.v || break; done
