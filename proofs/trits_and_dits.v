(** The theorem for Z_d, d odd, over any field with a primitive d-th root of unity; and over the algebraic numbers,
    with rational weights.

    docs/proof.md, "Theorem". *)
From mathcomp Require Import all_ssreflect all_algebra all_field.
From Toy Require Import phase_space characters syntax equivalence.
From Toy Require toy quantum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Notation Z_ d := [finComUnitRingType of 'Z_d].

(** For every odd d > 1, every number n of systems, every experiment and every record of outcomes. omega is a
    primitive d-th root of unity in F; the weights of noise are in K, and iota reads them as numbers of F. *)
Theorem same_weights (d n : nat) (F K : fieldType) (iota : {rmorphism K -> F}) (omega : F)
    (d_gt1 : (1 < d)%N) (omega_d : d.-primitive_root omega) :
  odd d ->
  forall (e : experiment (Z_ d) K n) (r : record (Z_ d)), well_formed e ->
  quantum.weight (Zd_character d_gt1 omega_d) iota e r = iota (toy.weight e r).
Proof. by move=> d_odd e r; apply: equivalence; apply: two_unit d_odd. Qed.

(** The same with complex (algebraic) amplitudes and rational weights. *)
Theorem same_weights_algC (d n : nat) (omega : algC) (d_gt1 : (1 < d)%N) (omega_d : d.-primitive_root omega) :
  odd d ->
  forall (e : experiment (Z_ d) [fieldType of rat] n) (r : record (Z_ d)), well_formed e ->
  quantum.weight (Zd_character d_gt1 omega_d) [rmorphism of (ratr : rat -> algC)] e r = ratr (toy.weight e r).
Proof. by move=> d_odd e r; apply: same_weights. Qed.

(** There is such an omega for every d: nothing above is empty. *)
Theorem primitive_root_exists d : (1 < d)%N -> exists omega : algC, d.-primitive_root omega.
Proof. by move=> d_gt1; have [omega omega_d] := C_prim_root_exists (ltnW d_gt1); exists omega. Qed.
