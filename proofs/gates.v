(** The unitaries of the named maps as explicit matrices, and their action on phase-point operators.

    docs/conventions.md, "Heisenberg picture"; docs/proof.md, lemma 4. Each matrix is written with n systems,
    of which it touches one or two. Scales are left out: [evolve] cancels them. *)
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From Toy Require Import ring_tactic phase_space operators characters weyl named_maps.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Implicit Types (x y : labels R n) (j k : 'I_n).

(** sum_(x,y) omega^(-xy) |y><x| on system k *)
Definition fourier_gate k : operator F R n :=
  from_entries (fun y x => if agree_off k y x then chi (- (y 0 k * x 0 k)) else 0).

(** |x> -> omega^(x^2/2) |x> on system k *)
Definition phase_gate k : operator F R n := kets id (fun x => chi (half R * (x 0 k * x 0 k))).

(** |x> -> |ax> on system k *)
Definition multiply_gate k (a : R) : operator F R n := kets (fun x => put k (a * x 0 k) x) (fun=> 1).

(** |x, y> -> |x, x + y> on systems j, k *)
Definition sum_gate j k : operator F R n := kets (fun x => put k (x 0 j + x 0 k) x) (fun=> 1).

(** |x, y> -> omega^(xy) |x, y> on systems j, k *)
Definition cphase_gate j k : operator F R n := kets id (fun x => chi (x 0 j * x 0 k)).

(** |x, y> -> |y, x> on systems j, k *)
Definition swap_gate j k : operator F R n := kets (exchange j k) (fun=> 1).
End Definitions.
Arguments multiply_gate {R} F {n}.
Arguments sum_gate {R} F {n}.
Arguments swap_gate {R} F {n}.

Section Covariance.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Notation half := (half R).
Let half_eq : rmul (half : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two_unit.
Ltac half_ring := apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Notation A := (phase_point chi).
Implicit Types (x y : labels R n) (m : point R n) (j k : 'I_n).

(** Gates |x> -> c(x) |g(x)>: what is to be checked. *)
Lemma kets_covariance (g : labels R n -> labels R n) (c : labels R n -> F) m m' :
    injective g -> (forall x, c x != 0) ->
    (forall x, g (m.1 + m.1 - x) = m'.1 + m'.1 - g x) ->
    (forall x, c (m.1 + m.1 - x) * chi (dot m.2 (m.1 - x) + dot m.2 (m.1 - x))
      = chi (dot m'.2 (m'.1 - g x) + dot m'.2 (m'.1 - g x)) * c x) ->
  evolve (kets g c) (A m) = A m'.
Proof.
move=> g_inj c0 gP cP; apply: evolve_eq; first exact: kets_unit.
by rewrite !phase_pointE // !kets_mul; apply: eq_kets => x /=.
Qed.

Lemma put_inj k (f : R -> labels R n -> R) :
    (forall x y, agree_off k x y -> f (x 0 k) x = f (y 0 k) y -> x 0 k = y 0 k) ->
  injective (fun x => put k (f (x 0 k) x) x).
Proof.
move=> f_inj x y /rowP xy.
have agree : agree_off k x y.
  by apply/agreeP => i ik; move: (xy i); rewrite !putE (negbTE ik).
rewrite -(agree_put agree); have := xy k; rewrite !putE !eqxx => /(f_inj _ _ agree) <-.
by rewrite put_same.
Qed.

Theorem phase_covariance k m : evolve (phase_gate chi k) (A m) = A (phase k m).
Proof.
apply: kets_covariance => //= x; rewrite -?chiD ?chi_neq0 //; congr (chi _).
by rewrite !(dot_putl, dotE) !mxE; half_ring.
Qed.

Theorem multiply_covariance k a m : a \is a GRing.unit -> evolve (multiply_gate F k a) (A m) = A (multiply k a m).
Proof.
move=> a_unit; apply: kets_covariance => [|x|x|x] /=.
- by apply: (put_inj (f := fun t _ => a * t)) => x y _ /(mulrI a_unit).
- exact: oner_neq0.
- apply/rowP => i; rewrite !mxE; case: eqP => // _; to_ring CR; ring.
- rewrite mul1r mulr1; congr (chi _); congr (_ + _); rewrite !(dot_putl, dot_putr, dotE) !mxE eqxx.
  all: have aV : a^-1 * a = 1 by exact: mulVr.
  all: have aVR : rmul (a^-1 : CR) (a : CR) = r1 CR by [].
  all: by apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [aVR].
Qed.

Theorem sum_covariance j k m : j != k -> evolve (sum_gate F j k) (A m) = A (sum j k m).
Proof.
move=> jk; apply: kets_covariance => [|x|x|x] /=.
- apply: (put_inj (f := fun t x => x 0 j + t)) => x y /agreeP xy.
  by rewrite (xy j jk) => /addrI.
- exact: oner_neq0.
- by apply/rowP => i; rewrite !mxE; case: eqP => // _; to_ring CR; ring.
- rewrite mul1r mulr1; congr (chi _); congr (_ + _); rewrite !(dot_putl, dot_putr, dotE) !mxE (negbTE jk).
  all: to_ring CR; ring.
Qed.

Theorem cphase_covariance j k m : j != k -> evolve (cphase_gate chi j k) (A m) = A (cphase j k m).
Proof.
move=> jk; apply: kets_covariance => //= x; rewrite -?chiD ?chi_neq0 //; congr (chi _).
by rewrite !(dot_putl, dotE) !mxE (negbTE jk); to_ring CR; ring.
Qed.

Lemma exchange_dot j k x y : dot (exchange j k x) (exchange j k y) = dot x y.
Proof. by rewrite [RHS](reindex_inj (@perm_inj _ (tperm j k))); apply: eq_bigr => i _; rewrite !mxE. Qed.

Lemma exchangeK j k : involutive (@exchange R n j k).
Proof. by move=> x; apply/rowP => i; rewrite !mxE tpermK. Qed.

Lemma exchangeB j k x y : exchange j k (x - y) = exchange j k x - exchange j k y.
Proof. by apply/rowP => i; rewrite !mxE. Qed.

Theorem swap_covariance j k m : evolve (swap_gate F j k) (A m) = A (swap j k m).
Proof.
apply: kets_covariance => [|x|x|x] /=; first exact: inv_inj (exchangeK j k).
- exact: oner_neq0.
- by apply/rowP => i; rewrite !mxE.
- by rewrite mul1r mulr1 -exchangeB !exchange_dot.
Qed.

Lemma fourier_gate_unit k : fourier_gate chi k \in unitmx.
Proof.
pose back := (#|R|%:R)^-1 *: from_entries (fun y x => if agree_off k y x then chi (y 0 k * x 0 k) else 0) : operator F R n.
apply: (@inverse_unit _ _ _ back); apply: entryP => y x.
rewrite -scalemxAr entryZ entryM.
transitivity ((#|R|%:R)^-1 * \sum_(z | agree_off k y z) (if agree_off k z x then chi (z 0 k * (x 0 k - y 0 k)) else 0)).
  congr (_ * _); rewrite [RHS]big_mkcond; apply: eq_bigr => z _; rewrite !entry_from.
  case: ifP => yz; last by rewrite mul0r.
  case: ifP => zx; last by rewrite mulr0.
  by rewrite -chiD; congr (chi _); to_ring CR; ring.
rewrite sum_agree /entry mxE (inj_eq enum_rank_inj).
have agree_xy t : agree_off k (put k t y) x = agree_off k y x.
  by apply/agreeP/agreeP => yx i ik; move: (yx i ik); rewrite putE (negbTE ik).
under eq_bigr => t _ do rewrite agree_xy putE eqxx.
case yx: (agree_off k y x); last first.
  rewrite big1 // mulr0; case: eqP yx => // ->.
  by move/negP; case; apply/agreeP.
rewrite (eq_bigr (fun t => chi ((x 0 k - y 0 k) * t))) => [|t _]; last by rewrite mulrC.
rewrite chi_sum subr_eq0 [x 0 k == _]eq_sym.
have -> : (y 0 k == x 0 k) = (y == x).
  apply/eqP/eqP => [ykxk | -> //]; rewrite -(agree_put yx) -ykxk put_same.
  by [].
by case: eqP => _; rewrite ?mulr0 // mulVf ?card_neq0.
Qed.

Theorem fourier_covariance k m : evolve (fourier_gate chi k) (A m) = A (fourier k m).
Proof.
apply: evolve_eq; first exact: fourier_gate_unit.
apply: entryP => y x; rewrite !phase_pointE // entryM_kets /=.
have inv : involutive (fun x => put k (m.2 0 k) m.1 + put k (m.2 0 k) m.1 - x) by move=> z; rewrite opprB addrC subrK.
rewrite (entry_ketsM _ _ _ _ inv inv) !entry_from /=.
have -> : agree_off k (put k (m.2 0 k) m.1 + put k (m.2 0 k) m.1 - y) x = agree_off k y (m.1 + m.1 - x).
  apply/agreeP/agreeP => yx i ik; move: (yx i ik); rewrite !mxE (negbTE ik).
    by move=> <-; rewrite opprB addrC subrK.
  by move=> ->; rewrite opprB addrC subrK.
case: ifP => agree; last by rewrite mul0r mulr0.
rewrite -!chiD; congr (chi _).
have -> : put k (m.2 0 k) m.1 - (put k (m.2 0 k) m.1 + put k (m.2 0 k) m.1 - y) = put k (y 0 k - m.2 0 k) (m.1 - x).
  apply/rowP => i; rewrite !mxE; case: eqP => [->|/eqP ik]; first by half_ring.
  by have := agreeP _ _ _ agree i ik; rewrite !mxE => ->; half_ring.
by rewrite dot_put !dotE !mxE eqxx; half_ring.
Qed.
End Covariance.
