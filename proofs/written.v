(** Written maps: every symplectic matrix S has a unitary U with U w(m) U^-1 = w(S m), and only one up to a scale.

    docs/proof.md, lemmas 4 and 7 (here without a decomposition into generators, for every odd d, prime or not).
    In the language a map says what becomes of the variables (Heisenberg picture); the unitary is determined by that. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters weyl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).

(** sum_m w(S m) B w(m)^-1 *)
Definition twirl (S : 'M[R]_(n + n)) (B : operator F R n) : operator F R n :=
  \sum_m weyl chi (apply S m) *m B *m invmx (weyl chi m).

(** The first of the twirled matrix units |i><j| that is not 0. *)
Definition written_gate (S : 'M[R]_(n + n)) : operator F R n :=
  if [pick ij | twirl S (delta_mx ij.1 ij.2) != 0] is Some ij then twirl S (delta_mx ij.1 ij.2) else 0.
End Definitions.

Section Facts.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Notation half := (half R).
Let half_eq : rmul (half : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two_unit.
Ltac half_ring := apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Notation w := (weyl chi).
Notation A := (phase_point chi).
Notation D := (#|{: labels R n}|%:R : F).
Implicit Types (x y p q : labels R n) (m a : point R n) (S : 'M[R]_(n + n)) (B C U X : operator F R n).

(** Lemma 3 for n systems. *)
Lemma labels_neq0 : D != 0.
Proof. by rewrite card_mx mul1n natrX expf_neq0 ?card_neq0. Qed.

Lemma chi_dot_sum x : \sum_p chi (dot p x) = if x == 0 then D else 0.
Proof.
case: eqP => [-> | /eqP x0].
  by rewrite (eq_bigr (fun=> 1)) ?sumr_const // => p _; rewrite dot0r chi0.
have [k xk0] : exists k, x 0 k != 0.
  by apply/existsP; apply: contraR x0; rewrite negb_exists => /forallP x0; apply/eqP/rowP => k; apply/eqP; rewrite mxE -[_ == _]negbK x0.
have [t chi_t] : exists t, chi (x 0 k * t) != 1.
  apply/existsP; apply: contraR (card_neq0 chi); rewrite negb_exists => /forallP chi1.
  have := chi_sum chi (x 0 k); rewrite (negbTE xk0) => <-.
  by rewrite (eq_bigr (fun=> 1)) ?sumr_const // => t _; apply/eqP; rewrite -[_ == _]negbK chi1.
set total := LHS; have shifted : (chi (x 0 k * t) - 1) * total = 0.
  rewrite mulrBl mul1r /total {2}(reindex_inj (addrI (t *: delta_mx 0 k))) mulr_sumr -sumrB big1 //= => p _.
  by rewrite dotDl dotZl (dotC (delta_mx 0 k)) dot_delta chiD [t * _]mulrC subrr.
by move/eqP: shifted; rewrite mulf_eq0 subr_eq0 (negbTE chi_t) => /eqP.
Qed.

Lemma weyl_trace m : \tr (w m) = if m == 0 then D else 0.
Proof.
rewrite weylE // trace_kets; case: m => q p /=.
have fixed x : (x == x + q) = (q == 0) by rewrite -{1}(addr0 x) (inj_eq (addrI x)) eq_sym.
have -> : ((q, p) == 0) = (q == 0) && (p == 0) by [].
under eq_bigl => x do rewrite fixed.
case: eqP => [-> | _] /=; last by rewrite big_pred0.
under eq_bigr => x _ do rewrite dot0r mulr0 addr0 dotC.
exact: chi_dot_sum.
Qed.

(** The sum of all displaced copies of an operator is a multiple of 1. *)
Lemma depolarise X : \sum_m w m *m X *m w (- m) = (D * \tr X)%:M.
Proof.
apply: entryP => y x; rewrite entry_sum.
transitivity (\sum_q \sum_p chi (dot p (y - x)) * entry X (y - q) (x - q)).
  rewrite pair_big; apply: eq_bigr => -[q p] _; rewrite !weylE // entryM_kets /=.
  rewrite (entry_ketsM _ _ _ _ (addrK q) (subrK q)) mulrAC -chiD; congr (chi _ * _).
  by rewrite !dotE; half_ring.
rewrite exchange_big /=.
under eq_bigr => p _ do rewrite -mulr_sumr.
rewrite /entry mxE (inj_eq enum_rank_inj); case: eqP => [-> | /eqP yx].
  under eq_bigr => p _ do rewrite subrr dot0r chi0 mul1r.
  rewrite sumr_const mulr1n -[LHS]mulr_natl; congr (_ * _).
  rewrite trace_entries [RHS](reindex_inj (addrI x)) [RHS](reindex_inj oppr_inj).
  by [].
transitivity (\sum_q (\sum_p chi (dot p (y - x))) * entry X (y - q) (x - q)).
  rewrite [RHS](eq_bigr (fun q => \sum_p chi (dot p (y - x)) * entry X (y - q) (x - q))) => [|q _]; last by rewrite mulr_suml.
  by rewrite [RHS]exchange_big; apply: eq_bigr => p _; rewrite mulr_sumr.
by rewrite chi_dot_sum subr_eq0 (negbTE yx) big1 // => q _; rewrite mul0r.
Qed.

(** What commutes with all displacements is a multiple of 1. *)
Lemma commutant X : (forall m, w m *m X = X *m w m) -> X = (D^-1 * \tr X)%:M.
Proof.
move=> XP; have := depolarise X.
under eq_bigr => m _ do rewrite XP -mulmxA weyl_inv // mulmx1.
rewrite sumr_const card_prod -scaler_nat natrM => DDX.
have DD0 : D * D != 0 by rewrite mulf_neq0 ?labels_neq0.
rewrite -[LHS](scalerK DD0) DDX scale_scalar_mx; congr (_)%:M.
by rewrite invfM -mulrA mulKf ?labels_neq0.
Qed.

(** Phase points as Fourier transforms of displacements. *)
Lemma phase_point_sum m : A m = D^-1 *: \sum_a chi (- bracket m a) *: w a.
Proof.
apply: entryP => y x; rewrite entryZ entry_sum phase_pointE // entry_kets.
transitivity (D^-1 * \sum_q \sum_p (if y == x + q then chi (dot p (half *: (y + x) - m.1)) * chi (dot m.2 (y - x)) else 0)).
  rewrite (bigD1 (y - x)) //= [\sum_(q | q != _) _]big1 ?addr0 => [|q yxq]; last first.
    rewrite big1 // => p _; case: eqP => // yxq'; move: yxq; rewrite yxq' addrC addKr eqxx //.
  under eq_bigr => p _ do rewrite addrC subrK eqxx.
  rewrite -mulr_suml chi_dot_sum.
  have -> : (half *: (y + x) - m.1 == 0) = (y == m.1 + m.1 - x).
    apply/eqP/eqP => [/eqP|->]; last by apply/rowP => i; rewrite !mxE; half_ring.
    rewrite subr_eq0 => /eqP <-; by apply/rowP => i; rewrite !mxE; half_ring.
  case: eqP => [-> | _]; last by rewrite mul0r mulr0.
  rewrite mulrA mulVf ?labels_neq0 // mul1r; congr (chi _); rewrite -dotDr; congr (dot _ _).
  by apply/rowP => i; rewrite !mxE; half_ring.
congr (_ * _); rewrite pair_big; apply: eq_bigr => -[q p] _; rewrite entryZ weylE // entry_kets /=.
case: eqP => [-> | _]; last by rewrite mulr0.
rewrite -!chiD /bracket /= !dotE (dotC m.1); congr (chi _).
by half_ring.
Qed.

(** ** Written maps *)
Section OneMap.
Variable S : 'M[R]_(n + n).
Hypothesis S_symplectic : symplectic S.
Notation gate := (written_gate chi S).

Lemma twirl_intertwines B m : w (apply S m) *m twirl chi S B = twirl chi S B *m w m.
Proof.
rewrite /twirl mulmx_sumr mulmx_suml [RHS](reindex_inj (addrI m)) /=; apply: eq_bigr => a _.
rewrite !weyl_invmx // -[RHS]mulmxA weyl_mul // mulmxA mulmxA weyl_mul // -applyD -[in LHS]scalemxAl -[in LHS]scalemxAl -[in RHS]scalemxAr.
congr (chi _ *: (_ *m w _)); last by rewrite opprD addrAC addNr add0r.
by rewrite symplecticP // bracketNl bracketDl bracket_self add0r bracketC.
Qed.

Lemma gate_intertwines m : w (apply S m) *m gate = gate *m w m.
Proof.
by rewrite /written_gate; case: pickP => [ij _|_]; [exact: twirl_intertwines | rewrite mulmx0 mul0mx].
Qed.

Lemma sandwich_delta (X Y : operator F R n) i j k l : (X *m delta_mx i j *m Y) k l = X k i * Y j l.
Proof.
rewrite mxE (bigD1 j) //= big1 ?addr0 => [|z zj].
  rewrite mxE (bigD1 i) //= big1 ?addr0 => [|z zi]; first by rewrite mxE !eqxx mulr1.
  by rewrite mxE (negbTE zi) mulr0.
by rewrite mxE big1 ?mul0r // => t _; rewrite mxE (negbTE zj) andbF mulr0.
Qed.

Lemma gate_neq0 : gate != 0.
Proof.
rewrite /written_gate; case: pickP => [ij // | all0].
pose i : 'I_#|[finType of labels R n]| := enum_rank (0 : labels R n).
have : \sum_j twirl chi S (delta_mx i j) i j = 0.
  by apply: big1 => j _; have /negbFE/eqP -> := all0 (i, j); rewrite mxE.
under eq_bigr => j _ do rewrite /twirl summxE.
rewrite exchange_big /= (eq_bigr (fun m => w (apply S m) i i * \tr (w (- m)))) => [|m _]; last first.
  by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite sandwich_delta weyl_invmx.
rewrite (bigD1 (0 : point R n)) //= big1 => [|m m0]; last by rewrite weyl_trace oppr_eq0 (negbTE m0) mulr0.
rewrite apply0 oppr0 weyl_trace eqxx addr0 weyl0 // mxE eqxx mul1r => /eqP.
by rewrite (negbTE labels_neq0).
Qed.

Theorem gate_unit : gate \in unitmx.
Proof.
have /matrix0Pn[i [j gate_ij]] := gate_neq0.
pose back := \sum_m w m *m delta_mx j i *m w (- apply S m).
have back_gate : back *m gate = (D * gate i j)%:M.
  rewrite /back mulmx_suml (eq_bigr (fun m => w m *m (delta_mx j i *m gate) *m w (- m))) => [|m _].
    rewrite depolarise; congr (_ * _)%:M; rewrite /mxtrace (bigD1 j) //= big1 ?addr0 => [|k kj].
      by rewrite mxE (bigD1 i) //= mxE !eqxx mul1r big1 ?addr0 // => k ki; rewrite mxE (negbTE ki) andbF mul0r.
    by rewrite mxE big1 // => l _; rewrite mxE (negbTE kj) mul0r.
  by rewrite -applyN -!mulmxA gate_intertwines.
have c0 : D * gate i j != 0 by rewrite mulf_neq0 ?labels_neq0.
suff /mulmx1_unit[] : ((D * gate i j)^-1 *: back) *m gate = 1%:M by [].
by rewrite -scalemxAl back_gate scale_scalar_mx mulVf.
Qed.

(** The gate turns the displacement by m into the displacement by S m ... *)
Theorem gate_weyl m : evolve gate (w m) = w (apply S m).
Proof. by apply: evolve_eq; [exact: gate_unit | rewrite gate_intertwines]. Qed.

(** ... so does no other operator, up to a scale. *)
Theorem gate_unique U : (forall m, U *m w m = w (apply S m) *m U) -> exists c, U = c *: gate.
Proof.
move=> UP; exists (D^-1 * \tr (invmx gate *m U)).
have gate_inv m : invmx gate *m w (apply S m) = w m *m invmx gate.
  by rewrite -{1}[w _ in LHS](mulmxK gate_unit) gate_intertwines -mulmxA mulKmx ?gate_unit.
have /commutant : forall m, w m *m (invmx gate *m U) = invmx gate *m U *m w m.
  by move=> m; rewrite mulmxA -gate_inv -!mulmxA UP.
set c := _ * _ => /(congr1 (mulmx gate)).
by rewrite mulmxA mulmxV ?gate_unit // mul1mx mul_mx_scalar.
Qed.

(** Lemma 4 for written maps. *)
Theorem written_covariance m : evolve gate (A m) = A (apply S m).
Proof.
apply: evolve_eq; first exact: gate_unit.
rewrite !phase_point_sum -scalemxAr -scalemxAl; congr (_ *: _).
rewrite mulmx_sumr mulmx_suml [RHS](reindex_inj (apply_inj S_symplectic)) /=; apply: eq_bigr => a _.
by rewrite symplecticP // -scalemxAr -scalemxAl gate_intertwines.
Qed.
End OneMap.
End Facts.
