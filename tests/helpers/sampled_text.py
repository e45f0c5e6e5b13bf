"""One experiment with most of what the language can say: `kind` is what its systems are."""

TEXT = """system 2 {kind}
random basis
random coin by 0: 1/3, 1: 2/3
prepare X1 - X2 = 0, P1 + P2 = 0
when basis = 0
  measure X1 as alice
  measure X2 as bob flip 1: 1/4
otherwise when basis = 1, coin = 0
  measure P1 as alice
  fourier 2
  noise P2 by 0: 1/2, 1: 1/2
  transform X2 -> P2, P2 -> -X2
  measure P2 as bob
otherwise
  prepare X1 = 1
  displace X1 by coin
  swap 1 2
  multiply 1 by -1
  measure X2 as alice
  measure X2 as bob
end
let diff = alice - bob
let total = alice + bob
when coin = 1
  when basis = 0
    condition diff = 0
  otherwise
    fourier 1
  end
end
report basis, coin, diff, total"""
