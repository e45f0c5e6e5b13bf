(** Why bits and qubits differ: what the proof for odd d needs does not exist for d = 2.

    docs/proof.md, "What fails for bits"; docs/bits.md, docs/nogo.md. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** There is no 1/2 modulo an even d. *)
Theorem no_half d : (1 < d)%N -> ~~ odd d -> forall h : 'Z_d, h + h != 1.
Proof.
move=> d_gt1 d_even h; apply/eqP => hh.
have even : odd (Zp_trunc d).+2 = false by rewrite Zp_cast // (negbTE d_even).
have := congr1 (fun x : 'Z_d => odd (nat_of_ord x)) hh.
by rewrite /= !odd_mod // addnn odd_double.
Qed.

Notation bit := [finComUnitRingType of 'Z_2].

Section Qubits.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType bit).
Add Ring CR_ring : (is_ring CR).
Variable F : fieldType.
Let CF : comRingType := GRing.Field.comRingType F.
Add Ring CF_ring : (is_ring CF).
Hypothesis two_neq0 : 2%:R != 0 :> F.

Notation operator n := 'M[F]_#|[finType of labels bit n]|.

(** (-1)^x *)
Definition sign (x : bit) : F := if x == 0 then 1 else -1.

Lemma bitP (x : bit) : x = 0 \/ x = 1.
Proof. by case: x => -[|[|//]] x_lt; [left | right]; apply/val_inj. Qed.

Lemma signD x y : sign (x + y) = sign x * sign y.
Proof. by case: (bitP x) (bitP y) => -> [] ->; rewrite /sign /= ?mulr1 ?mulrNN ?mul1r. Qed.

Lemma sign_neq0 x : sign x != 0.
Proof. by rewrite /sign; case: ifP => _; rewrite ?oppr_eq0 oner_eq0. Qed.

(** Z^p X^q |x> = (-1)^(p.(x + q)) |x + q>: the Pauli product of m, without a phase. *)
Definition pauli n (m : point bit n) : operator n := kets (fun x => x + m.1) (fun x => sign (dot m.2 (x + m.1))).

Lemma pauli_mul n (a b : point bit n) : pauli a *m pauli b = sign (dot a.1 b.2) *: pauli (a + b).
Proof.
rewrite /pauli kets_mul kets_scale; apply: eq_kets => x /=; first by rewrite -addrA (addrC b.1).
have twice (z : bit) : z + z = 0 by case: (bitP z) => ->; apply/val_inj.
rewrite -!signD; congr sign; rewrite !dotDl !dotDr (dotC b.2 a.1).
rewrite -[LHS]addr0 -(twice (dot a.1 b.2)).
move: (dot a.2 x) (dot a.2 b.1) (dot a.2 a.1) (dot b.2 x) (dot b.2 b.1) (dot a.1 b.2) => u v s t y z.
to_ring CR; ring.
Qed.

(** ** The Peres-Mermin square *)

Definition pair (a b : bit) : labels bit 2 := \row_i (if i == 0 then a else b).

Lemma dot_pair a b c e : dot (pair a b) (pair c e) = a * c + b * e.
Proof. by rewrite /dot big_ord_recl big_ord1 !mxE. Qed.

Lemma pair_add a b c e : pair a b + pair c e = pair (a + c) (b + e).
Proof. by apply/rowP => i; rewrite !mxE; case: ifP. Qed.

(** For two qubits there are no numbers c(m), not 0, such that the operators c(m) Z^p X^q of commuting variables
    multiply without phases: c(a) c(b) (-1)^(a_q . b_p) = c(a + b). For odd d the numbers chi(-q.p/2) do it. *)
Theorem phase_equation (c : point bit 2 -> F) :
  (forall m, c m != 0) -> ~ (forall a b, bracket a b = 0 -> c a * c b * sign (dot a.1 b.2) = c (a + b)).
Proof.
move=> c0 cP.
pose op (x y z t : bit) : point bit 2 := (pair x y, pair z t).
have square x y z t x' y' z' t' : (x * z' + y * t') - (z * x' + t * y') = 0 ->
    c (op x y z t) * c (op x' y' z' t') * sign (x * z' + y * t') = c (op (x + x') (y + y') (z + z') (t + t')).
  move=> commute; have := cP (op x y z t) (op x' y' z' t').
  by rewrite /bracket /= !dot_pair => /(_ commute) ->; congr c; congr (_, _); rewrite /= pair_add.
have two : 1 + 1 = 0 :> bit by apply/val_inj.
have sign0 : sign 0 = 1 by [].
have sign1 : sign 1 = -1 by [].
Ltac bits two sign0 sign1 := rewrite ?(addr0, add0r, mulr0, mul0r, mulr1, mul1r, subr0, subrr, two) ?(sign0, sign1) ?mulr1 ?mulrN1.
(* rows: X1 X2 XX; Z2 Z1 ZZ; XZ ZX YY *)
have row1 : c (op 1 0 0 0) * c (op 0 1 0 0) = c (op 1 1 0 0).
  by have := square 1 0 0 0 0 1 0 0; bits two sign0 sign1 => ->.
have row2 : c (op 0 0 0 1) * c (op 0 0 1 0) = c (op 0 0 1 1).
  by have := square 0 0 0 1 0 0 1 0; bits two sign0 sign1 => ->.
have row3 : - (c (op 1 0 0 1) * c (op 0 1 1 0)) = c (op 1 1 1 1).
  by have := square 1 0 0 1 0 1 1 0; bits two sign0 sign1 => ->.
have col1 : c (op 1 0 0 0) * c (op 0 0 0 1) = c (op 1 0 0 1).
  by have := square 1 0 0 0 0 0 0 1; bits two sign0 sign1 => ->.
have col2 : c (op 0 1 0 0) * c (op 0 0 1 0) = c (op 0 1 1 0).
  by have := square 0 1 0 0 0 0 1 0; bits two sign0 sign1 => ->.
have col3 : c (op 1 1 0 0) * c (op 0 0 1 1) = c (op 1 1 1 1).
  by have := square 1 1 0 0 0 0 1 1; bits two sign0 sign1 => ->.
have : c (op 1 1 1 1) = - c (op 1 1 1 1).
  by rewrite -{1}col3 -row1 -row2 -row3 -col1 -col2 opprK mulrACA.
move/eqP; rewrite -subr_eq0 opprK -mulr2n -mulr_natl mulf_eq0 (negbTE two_neq0) /=.
by apply/negP; apply: c0.
Qed.

(** The same, read as values of observables: no values v(m), not 0, of the Pauli products of two qubits multiply as
    commuting operators do (Peres, Mermin). *)
Theorem peres_mermin (v : point bit 2 -> F) :
  (forall m, v m != 0) ->
  ~ (forall a b s, bracket a b = 0 -> pauli a *m pauli b = s *: pauli (a + b) -> v a * v b = s * v (a + b)).
Proof.
move=> v0 vP; apply: (phase_equation v0) => a b commute.
rewrite (vP a b _ commute (pauli_mul a b)) mulrAC.
by have -> : sign (dot a.1 b.2) * sign (dot a.1 b.2) = 1; [rewrite -signD; case: (bitP (dot a.1 b.2)) => -> | rewrite mul1r].
Qed.

(** ** Greenberger, Horne, Zeilinger *)

Definition triple (a b c : bit) : labels bit 3 := \row_i nth 0 [:: a; b; c] i.

Lemma dot_triple a b c a' b' c' : dot (triple a b c) (triple a' b' c') = a * a' + (b * b' + c * c').
Proof. by rewrite /dot big_ord_recl big_ord_recl big_ord1 !mxE. Qed.

Lemma triple_add a b c a' b' c' : triple a b c + triple a' b' c' = triple (a + a') (b + b') (c + c').
Proof. by apply/rowP => -[[|[|[|//]]] i_lt]; rewrite !mxE. Qed.

(** The Pauli products X X X and X Y Y, Y X Y, Y Y X. With Y = i X Z up to sign, Y Y = - (Z X)(Z X). *)
Definition xxx : operator 3 := pauli (triple 1 1 1, 0).
Definition xyy : operator 3 := - pauli (triple 1 1 1, triple 0 1 1).
Definition yxy : operator 3 := - pauli (triple 1 1 1, triple 1 0 1).
Definition yyx : operator 3 := - pauli (triple 1 1 1, triple 1 1 0).

(** In quantum theory the product of the last three is minus the first ... *)
Theorem ghz_operators : xyy *m yxy *m yyx = - xxx.
Proof.
have two : 1 + 1 = 0 :> bit by apply/val_inj.
rewrite /xyy /yxy /yyx /xxx !(mulNmx, mulmxN) opprK pauli_mul /= dot_triple.
rewrite !(mulr0, mulr1, add0r, addr0, two) scale1r pauli_mul /= triple_add !two dot_triple.
rewrite !(mul0r, add0r) scale1r; congr (- pauli _); apply: eq_point; rewrite /= !triple_add !(addr0, add0r, two) //.
by apply/rowP => -[[|[|[|//]]] i_lt]; rewrite !mxE.
Qed.

(** ... but the product of local values, 1 or -1, of X and Y of three qubits is plus. *)
Theorem ghz_values (x y : 'I_3 -> F) : (forall j, y j * y j = 1) ->
  let j0 := inord 0 in let j1 := inord 1 in let j2 := inord 2 in
  (x j0 * y j1 * y j2) * (y j0 * x j1 * y j2) * (y j0 * y j1 * x j2) = x j0 * x j1 * x j2.
Proof.
move=> yy j0 j1 j2; transitivity ((x j0 * x j1 * x j2) * (y j0 * y j0) * (y j1 * y j1) * (y j2 * y j2)).
  by to_ring CF; ring.
by rewrite !yy !mulr1.
Qed.
End Qubits.
