(** Wigner functions, and what they are of the states that experiments without noise reach.

    docs/proof.md, lemma 2; slide "Stabilizer states". The Wigner function of the state in a branch is the toy
    distribution of that branch; projecting the maximally mixed state on the values of commuting variables (a
    stabilizer state) gives the uniform distribution on the affine set where the variables have these values. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters weyl measurement written syntax.
From Toy Require toy quantum.
From Toy Require Import preparation equivalence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Wigner.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Notation A := (phase_point chi).
Notation D := (#|{: labels R n}|%:R : F).
Notation density := (operator F R n).
Implicit Types (m a : point R n) (rho : density).

(** W_rho(m) = d^(-n) Tr(rho A(m)) *)
Definition wigner rho m : F := D^-1 * \tr (rho *m A m).

(** Lemma 2: phase-point operators are orthogonal ... *)
Theorem phase_point_orthogonal m m' : \tr (A m *m A m') = if m == m' then D else 0.
Proof.
rewrite (phase_point_sum chi two_unit m') -scalemxAr mxtraceZ mulmx_sumr raddf_sum.
rewrite (eq_bigr (fun a => chi (bracket (m - m') a))) => [|a _]; last first.
  rewrite /= -scalemxAr mxtraceZ phase_point_weyl // mxtraceZ phase_point_trace // mulr1 -chiD.
  by rewrite bracketDl bracketNl addrC.
rewrite -subr_eq0; case: (m - m') => q p.
transitivity (D^-1 * \sum_x \sum_y (chi (dot y q) * chi (dot x (- p)))).
  congr (_ * _); rewrite pair_big; apply: eq_bigr => -[x y] _ /=.
  by rewrite -chiD /bracket /= dotNr dotC (dotC x).
under eq_bigr => x _ do rewrite -mulr_suml chi_dot_sum.
rewrite -mulr_sumr chi_dot_sum oppr_eq0 xpair_eqE.
case: eqP => _; last by rewrite mul0r mulr0.
by case: eqP => _; rewrite ?mulr0 // mulrA mulVf ?mul1r // labels_neq0.
Qed.

(** ... so the Wigner function of sum_m mu(m) A(m) is mu. *)
Variables (K : fieldType) (iota : {rmorphism K -> F}).
Notation distribution := {ffun point R n -> K}.

Theorem wigner_of (mu : distribution) m : wigner (operator_of chi iota mu) m = iota (mu m).
Proof.
rewrite /wigner /operator_of mulmx_suml raddf_sum (bigD1 m) //= big1 => [|m' m'm] /=.
  by rewrite -scalemxAl mxtraceZ phase_point_orthogonal eqxx addr0 mulrC mulfK ?labels_neq0.
by rewrite -scalemxAl mxtraceZ phase_point_orthogonal (negbTE m'm) mulr0.
Qed.

(** In every branch of every experiment, the Wigner function of the density matrix is the toy distribution. *)
Theorem wigner_of_branches (e : experiment R K n) : well_formed e ->
  [seq (b.1, [ffun m => wigner b.2 m]) | b : record R * density <- quantum.run chi iota e [::] (quantum.mixed R F n)]
  = [seq (b.1, [ffun m => iota (b.2 m)]) | b : record R * distribution <- toy.run e [::] (toy.unknown R K n)].
Proof.
move=> e_ok; rewrite (start chi n two_unit iota) simulation // -map_comp; apply: eq_map => b /=.
by congr (_, _); apply/ffunP => m; rewrite !ffunE wigner_of.
Qed.

(** The stabilizer state of commuting variables and their values: its Wigner function is uniform on the ontic
    states with these values. *)
Theorem stabilizer_states (known : seq (point R n * R)) m : commuting (unzip1 known) ->
  wigner (quantum.all_projected chi known (quantum.mixed R F n)) m
  = if toy.agrees known m then (#|{: point R n}|%:R)^-1 else 0.
Proof.
move=> comm; rewrite (start chi n two_unit iota) all_measured_of // wigner_of.
rewrite (all_measuredE (card_K chi iota)) // => [|f _ t m']; last by rewrite !ffunE.
by rewrite !ffunE; case: ifP => _; rewrite ?rmorph0 // fmorphV rmorph_nat.
Qed.
End Wigner.
