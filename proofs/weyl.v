(** Weyl operators and phase-point operators of n systems.

    docs/proof.md, "Definitions", lemmas 1 and 2; docs/conventions.md, "Hilbert space".
    With chi(x) = omega^x: Z^p |x> = omega^(p.x) |x>, X^q |x> = |x + q>, w(q, p) = omega^(-q.p/2) Z^p X^q,
    A(0) |x> = |-x>, A(m) = w(m) A(0) w(m)^-1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Notation operator F R n := 'M[F]_#|[finType of labels R n]|.

Section Definitions.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Implicit Types (m a b : point R n).

(** 1/2 in R. *)
Definition half : R := 2%:R^-1.

Definition clock (p : labels R n) : operator F R n := kets id (fun x => chi (dot p x)).
Definition shift (q : labels R n) : operator F R n := kets (fun x => x + q) (fun=> 1).
Definition weyl m : operator F R n := chi (- (half * dot m.1 m.2)) *: (clock m.2 *m shift m.1).

Definition parity : operator F R n := kets (fun x => - x) (fun=> 1).
Definition phase_point m : operator F R n := evolve (weyl m) parity.
End Definitions.

Section Facts.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Notation half := (half R).
Notation w := (weyl chi).
Notation A := (phase_point chi).
Implicit Types (m a b : point R n) (x y : labels R n).

Lemma half2 : half + half = 1.
Proof. by rewrite -mulr2n -mulr_natr mulVr. Qed.

Lemma half_eq : rmul (half : CR) (radd (r1 CR) (r1 CR)) = r1 CR.
Proof. by rewrite /rmul /radd /r1 mulrDr mulr1 half2. Qed.

Lemma scale_half m : half *: m + half *: m = m.
Proof. by rewrite -scalerDl half2 scale1r. Qed.

Ltac half_ring := apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Ltac vector_ring := apply/rowP => ?; rewrite !mxE; half_ring.

(** The Weyl operator of m takes |x> to |x + q>, with a phase. *)
Lemma weylE m : w m = kets (fun x => x + m.1) (fun x => chi (dot m.2 x + half * dot m.2 m.1)).
Proof.
rewrite /weyl kets_mul kets_scale; apply: eq_kets => x //=.
rewrite mulr1 -chiD (dotC m.1) !dotE; congr (chi _).
by half_ring.
Qed.

(** Lemma 1. *)
Lemma weyl_mul a b : w a *m w b = chi (- (half * bracket a b)) *: w (a + b).
Proof.
rewrite !weylE kets_mul kets_scale; apply: eq_kets => x /=; first by rewrite -addrA (addrC b.1).
rewrite -!chiD /bracket !dotE (dotC a.1); congr (chi _).
by half_ring.
Qed.

Lemma weyl0 : w 0 = 1%:M :> operator F R n.
Proof.
rewrite -kets_one weylE; apply: eq_kets => x /=; first by rewrite addr0.
by rewrite !dot0l mulr0 addr0 chi0.
Qed.

Lemma weyl_inv m : w m *m w (- m) = 1%:M.
Proof. by rewrite weyl_mul bracketNr bracket_self !oppr0 mulr0 oppr0 chi0 scale1r subrr weyl0. Qed.

Lemma weyl_unit m : w m \in unitmx.
Proof. exact: inverse_unit (weyl_inv m). Qed.

Lemma weyl_invmx m : invmx (w m) = w (- m).
Proof. exact: inverse_eq (weyl_inv m). Qed.

(** Powers of a Weyl operator carry no phase. *)
Lemma weyl_power (s t : R) m : w (s *: m) *m w (t *: m) = w ((s + t) *: m).
Proof. by rewrite weyl_mul bracketE bracketE bracket_self !mulr0 oppr0 chi0 scale1r scalerDl. Qed.

(** The phase-point operator takes |x> to |2q - x>, with a phase. *)
Lemma phase_pointE m :
  A m = kets (fun x => m.1 + m.1 - x) (fun x => chi (dot m.2 (m.1 - x) + dot m.2 (m.1 - x))).
Proof.
rewrite /phase_point /evolve weyl_invmx /parity !weylE !kets_mul; apply: eq_kets => x /=.
  by vector_ring.
rewrite mulr1 -chiD !dotE; congr (chi _).
by half_ring.
Qed.

(** Lemma 2: displacement, from either side. *)
Lemma weyl_phase_point a m : w a *m A m = chi (bracket m a) *: A (m + half *: a).
Proof.
rewrite weylE !phase_pointE kets_mul kets_scale; apply: eq_kets => x /=.
  by vector_ring.
rewrite -!chiD /bracket !dotE (dotC m.1); congr (chi _).
by half_ring.
Qed.

Lemma phase_point_weyl a m : A m *m w a = chi (bracket m a) *: A (m - half *: a).
Proof.
rewrite weylE !phase_pointE kets_mul kets_scale; apply: eq_kets => x /=.
  by vector_ring.
rewrite -!chiD /bracket !dotE (dotC m.1) !(dotC a.2); congr (chi _).
by half_ring.
Qed.

Lemma weyl_covariance a m : evolve (w a) (A m) = A (m + a).
Proof.
rewrite /evolve weyl_invmx weyl_phase_point -scalemxAl phase_point_weyl scalerA -chiD.
rewrite scalerN opprK -addrA scale_half bracketNr bracketE bracketE bracket_self mulr0 addr0.
by rewrite addrN chi0 scale1r.
Qed.

Lemma phase_point_trace m : \tr (A m) = 1.
Proof.
rewrite phase_pointE trace_kets (big_pred1 m.1) => [|x].
  by rewrite subrr !dot0r addr0 chi0.
rewrite eq_sym subr_eq -subr_eq0 opprD addrACA.
apply/eqP/eqP => [/(congr1 (fun v => half *: v))|->]; last by rewrite subrr addr0.
rewrite scaler0 scalerDr -scalerDl half2 scale1r => /eqP.
by rewrite subr_eq0 eq_sym => /eqP.
Qed.
End Facts.
