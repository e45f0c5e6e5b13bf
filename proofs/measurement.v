(** The measurement of one variable: observables, their spectral projectors, and the update identity.

    docs/proof.md, "Definitions" and lemma 5. No normal form of the variable is needed here: the identity
    follows for every F at once from how Weyl operators multiply phase-point operators from either side. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters weyl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).

(** For f = sum_i (a_i X_i + b_i P_i): omega^(t f) = w(- t b, t a). *)
Definition observable_power (f : point R n) (t : R) : operator F R n := weyl chi (t *: (- f.2, f.1)).

(** The projector on f = v: (1/d) sum_t omega^(-v t) omega^(t f). *)
Definition projector (f : point R n) (v : R) : operator F R n :=
  (#|R|%:R)^-1 *: \sum_(t : R) chi (- (v * t)) *: observable_power f t.
End Definitions.

Section Facts.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Notation half := (half R).
Let half_eq : rmul (half : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two_unit.
Ltac half_ring := apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Notation A := (phase_point chi).
Notation Pi := (projector chi).
Implicit Types (m : point R n) (f : point R n) (v : R).

(** omega^(t f) is the t-th power of omega^f. *)
Lemma observable_power0 f : observable_power chi f 0 = 1%:M.
Proof. by rewrite /observable_power scale0r (weyl0 chi n). Qed.

Lemma observable_powerD f s t :
  observable_power chi f (s + t) = observable_power chi f s *m observable_power chi f t.
Proof. by rewrite /observable_power weyl_power. Qed.

Lemma bracket_flow f m : bracket m (- f.2, f.1) = value f m.
Proof. by rewrite flow_bracket; congr bracket; congr (_, _); rewrite /flow /= opprK. Qed.

Lemma between_observables f m s t :
  observable_power chi f s *m A m *m observable_power chi f t
  = chi (value f m * (s + t)) *: A (m - (half * (s - t)) *: flow f).
Proof.
rewrite /observable_power weyl_phase_point // -scalemxAl phase_point_weyl // scalerA -chiD.
congr (chi _ *: A _); last by apply: eq_point => /=; apply/rowP => i; rewrite !mxE; half_ring.
rewrite bracketDl !(bracketZl, bracketZr) bracket_self bracket_flow !mulr0 addr0.
to_ring CR; ring.
Qed.

(** The sum of all s, t is the sum of all s + t, (s - t) / 2. *)
Lemma sum_and_difference (V : zmodType) (G : R -> R -> V) :
  \sum_s \sum_t G (s + t) (half * (s - t)) = \sum_u \sum_r G u r.
Proof.
rewrite !pair_big (reindex (fun c : R * R => (half * c.1 + c.2, half * c.1 - c.2))) /=; last first.
  exists (fun c : R * R => (c.1 + c.2, half * (c.1 - c.2))) => -[s t] _ /=; congr (_, _); half_ring.
by apply: eq_bigr => -[u r] _ /=; congr G; half_ring.
Qed.

(** Lemma 5: between two projectors on f = v, the phase point m is kept if f(m) = v, and spread over the flow of f. *)
Theorem update f v m :
  Pi f v *m A m *m Pi f v
  = (if value f m == v then 1 else 0) *: ((#|R|%:R)^-1 *: \sum_t A (m + t *: flow f)).
Proof.
have D0 := card_neq0 chi; set D := #|R|%:R in D0 *.
pose G u r := chi ((value f m - v) * u) *: A (m - r *: flow f).
have -> : Pi f v *m A m *m Pi f v = D^-1 *: (D^-1 *: \sum_s \sum_t G (s + t) (half * (s - t))).
  rewrite /projector scale_between -scalerA; congr (_ *: (_ *: _)).
  rewrite mulmx_suml mulmx_suml; apply: eq_bigr => s _.
  rewrite mulmx_sumr; apply: eq_bigr => t _.
  rewrite scale_between between_observables scalerA -!chiD; congr (chi _ *: _).
  by half_ring.
rewrite sum_and_difference scalerA.
rewrite (eq_bigr (fun u => chi ((value f m - v) * u) *: \sum_r A (m - r *: flow f))); last first.
  by move=> u _; rewrite scaler_sumr.
rewrite -scaler_suml chi_sum subr_eq0 (reindex_inj oppr_inj) /=.
under eq_bigr => r _ do rewrite scaleNr opprK.
by case: eqP => _; rewrite ?scale0r ?scaler0 // scale1r scalerA mulfVK.
Qed.

(** The projectors are the spectral projectors of omega^f: omega^f = sum_v omega^v Pi_v, and they add up to 1. *)
Lemma projector_sum f : \sum_v Pi f v = 1%:M.
Proof.
rewrite /projector -scaler_sumr exchange_big /=.
under eq_bigr => t _ do rewrite -scaler_suml.
rewrite (bigD1 0) //= [X in _ + X]big1 => [|t t0].
  rewrite addr0 observable_power0 (eq_bigr (fun v => chi (0 * v))); last by move=> v _; rewrite mulr0 oppr0 mul0r.
  by rewrite chi_sum eqxx scalerA mulVf ?card_neq0 ?scale1r.
rewrite (eq_bigr (fun v => chi (- t * v))); last by move=> v _; rewrite mulrC mulNr.
by rewrite chi_sum oppr_eq0 (negbTE t0) scale0r.
Qed.

Lemma projector_eigen f v t : observable_power chi f t *m Pi f v = chi (v * t) *: Pi f v.
Proof.
rewrite /projector -scalemxAr [RHS]scalerA mulrC -scalerA; congr (_ *: _).
rewrite mulmx_sumr scaler_sumr [RHS](reindex_inj (addrI t)) /=; apply: eq_bigr => s _.
rewrite -scalemxAr -observable_powerD scalerA -chiD; congr (chi _ *: _).
to_ring CR; ring.
Qed.

Lemma projector_idempotent f v : Pi f v *m Pi f v = Pi f v.
Proof.
rewrite {1}/projector -scalemxAl mulmx_suml (eq_bigr (fun=> Pi f v)) => [|t _].
  by rewrite sumr_const -scaler_nat scalerA mulVf ?card_neq0 // scale1r.
by rewrite -scalemxAl projector_eigen scalerA -chiD addNr chi0 scale1r.
Qed.

Lemma bracket_weyl f g : bracket (- f.2, f.1) (- g.2, g.1) = bracket f g.
Proof. by rewrite /bracket /= dotNl dotNr opprK addrC. Qed.

(** Projectors of variables with bracket 0 commute: the variables are measured jointly by the product. *)
Lemma projectors_commute f g u v : bracket f g = 0 -> Pi f u *m Pi g v = Pi g v *m Pi f u.
Proof.
move=> fg; apply: commute_sums => s t.
have commute : observable_power chi f s *m observable_power chi g t
             = observable_power chi g t *m observable_power chi f s.
  rewrite /observable_power !weyl_mul // addrC; congr (chi _ *: _).
  rewrite [bracket _ (s *: _)]bracketC.
  suff -> : bracket (s *: (- f.2, f.1)) (t *: (- g.2, g.1)) = 0 by rewrite oppr0.
  by rewrite bracketZl bracketZr bracket_weyl fg !mulr0.
move: (observable_power chi f s) (observable_power chi g t) commute => X Y commute.
by rewrite -!scalemxAr -!scalemxAl commute !scalerA mulrC.
Qed.
End Facts.
