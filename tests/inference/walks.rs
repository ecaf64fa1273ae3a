//! Does a session write a table between two others through its entity, and read it through the collections that lead over it?

use ormgen_runtime::{
    Constraint, Engine, ErrorKind, Metadata, Ref, Result, Session, joinedload, select, selectinload,
};

fn created(metadata: &Metadata) -> Engine {
    let engine = Engine::open("sqlite::memory:").unwrap();
    metadata.create_all(&engine).unwrap();
    engine
}

mod case_55_shared_tenant {
    use super::*;
    use crate::case_055_tenant_in_both_keys_asked_for::models::{
        METADATA, NewPa, NewPaPb, NewPb, Pa, PaPb, Pb,
    };

    /// Two tenants, whose rows have the same ids and whose links lead elsewhere.
    fn linked() -> Result<Session> {
        let mut session = Session::new(&created(&METADATA));
        for tenant in [1, 2] {
            for id in [1, 2] {
                session.add(NewPa::new().tenant_id(tenant).id(id));
                session.add(NewPb::new().tenant_id(tenant).id(id));
            }
        }
        for (tenant, a, b) in [(1, 1, 1), (1, 1, 2), (2, 1, 2), (2, 2, 1)] {
            session.add(NewPaPb::new().tenant_id(tenant).a_id(a).b_id(b));
        }
        session.commit()?;
        session.expunge_all();
        Ok(session)
    }

    fn keys(session: &Session, rows: &[Ref<Pb>]) -> Vec<Key> {
        let mut keys: Vec<_> = rows
            .iter()
            .map(|row| (session[*row].tenant_id, session[*row].id))
            .collect();
        keys.sort_unstable();
        keys
    }

    /// A tenant and an id.
    type Key = (i64, i64);

    /// What a row is linked with.
    const LINKS: [(Key, &[Key]); 4] = [
        ((1, 1), &[(1, 1), (1, 2)]),
        ((1, 2), &[]),
        ((2, 1), &[(2, 2)]),
        ((2, 2), &[(2, 1)]),
    ];

    #[test]
    fn what_is_read_is_of_the_same_tenant() -> Result<()> {
        let mut session = linked()?;
        for (key, linked) in LINKS {
            let row = session.get_one::<Pa>(key)?;
            let found = session.load(row, Pa::PB)?;
            assert_eq!(keys(&session, &found), linked, "{key:?}");
        }
        let row = session.get_one::<Pb>((2, 2))?;
        let back = session.load(row, Pb::PA)?;
        assert_eq!(back, [session.get_one::<Pa>((2, 1))?]);

        for eager in [selectinload(Pa::PB), joinedload(Pa::PB)] {
            session.expunge_all();
            let rows = session.query::<Pa>().options(eager).all()?;
            for row in rows {
                let key = (session[row].tenant_id, session[row].id);
                let (_, linked) = LINKS.iter().find(|(one, _)| *one == key).unwrap();
                let found = session.loaded(row, Pa::PB)?;
                assert_eq!(keys(&session, &found), *linked, "{key:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_is_asked_for_is_of_the_same_tenant() -> Result<()> {
        let mut session = linked()?;
        let pairs: Vec<(i64, i64, i64, i64)> = session
            .query::<Pa>()
            .join(Pa::PB)
            .select((Pa::TENANT_ID, Pa::ID, Pb::TENANT_ID, Pb::ID))
            .all()?;
        assert_eq!(pairs.len(), 4, "{pairs:?}");
        assert!(pairs.iter().all(|pair| pair.0 == pair.2), "{pairs:?}");

        let query = session.query::<Pa>().filter(Pa::PB.any(Pb::ID.eq(1)));
        let found = query.select((Pa::TENANT_ID, Pa::ID)).all()?;
        assert_eq!(found, [(1, 1), (2, 2)]);
        Ok(())
    }

    #[test]
    fn rows_come_with_those_of_the_same_tenant() -> Result<()> {
        let engine = created(&METADATA);
        let mut session = Session::new(&engine);
        for tenant in [1, 2] {
            session.add(NewPa::new().tenant_id(tenant).id(7));
            session.add(NewPb::new().tenant_id(tenant).id(7));
            session.add(NewPaPb::new().tenant_id(tenant).a_id(7).b_id(7));
        }
        session.commit()?;
        drop(session);
        let mut connection = engine.connect()?;
        let query = select::<Pa>().with(Pa::PB).order_by(Pa::TENANT_ID);
        let rows: Vec<(Pa, Vec<Pb>)> = connection.all(query)?;
        let rows: Vec<_> = rows
            .iter()
            .map(|(pa, pbs)| (pa.tenant_id, pbs.iter().map(|pb| pb.tenant_id).collect()))
            .collect();
        assert_eq!(rows, [(1, vec![1]), (2, vec![2])]);
        Ok(())
    }

    #[test]
    fn links_are_written_through_the_entity() -> Result<()> {
        let mut session = linked()?;
        let a = session.get_one::<Pa>((1, 2))?;
        let b = session.get_one::<Pb>((1, 1))?;
        assert_eq!(session.load(a, Pa::PB)?, []);
        let link = session.add(NewPaPb::new().a(a).b(b));
        session.commit()?;
        assert_eq!(session[link].tenant_id, 1);
        session.refresh(a)?;
        assert_eq!(session.load(a, Pa::PB)?, [b]);

        session.delete(link)?;
        session.commit()?;
        session.refresh(a)?;
        assert_eq!(session.load(a, Pa::PB)?, []);
        Ok(())
    }

    #[test]
    fn rows_of_two_tenants_are_not_linked() -> Result<()> {
        let mut session = linked()?;
        let a = session.get_one::<Pa>((1, 2))?;
        let b = session.get_one::<Pb>((2, 2))?;
        session.add(NewPaPb::new().a(a).b(b));
        assert!(session.flush().is_err());
        session.rollback()?;
        assert_eq!(session.query::<PaPb>().count()?, 4);
        Ok(())
    }
}

mod case_56_association_with_a_price {
    use super::*;
    use crate::case_056_association_referred_to::models::{
        Cake, CakeFilling, CakeFillingPrice, Filling, METADATA, NewCake, NewCakeFillingPrice,
        NewFilling,
    };

    /// A cake with a filling, and what that costs.
    struct Priced {
        session: Session,
        cake: Ref<Cake>,
        cream: Ref<Filling>,
        price: Ref<CakeFillingPrice>,
    }

    fn priced() -> Result<Priced> {
        let mut session = Session::new(&created(&METADATA));
        let cake = session.add(NewCake::new());
        let cream = session.add(NewFilling::new());
        session.append(cake, Cake::FILLINGS, cream)?;
        session.flush()?;
        let link = session.get_one::<CakeFilling>((session[cake].id, session[cream].id))?;
        let price = session.add(NewCakeFillingPrice::new().cake_filling(link).price(2.5));
        session.commit()?;
        Ok(Priced {
            session,
            cake,
            cream,
            price,
        })
    }

    #[test]
    fn a_link_has_its_price() -> Result<()> {
        let Priced {
            mut session,
            cake,
            cream,
            price,
        } = priced()?;
        assert_eq!((session[price].cake_id, session[price].filling_id), (1, 1));
        let links = session.load(cake, Cake::CAKE_FILLINGS)?;
        assert_eq!(session.load(links[0], CakeFilling::FILLING)?, cream);
        let found = session.load(links[0], CakeFilling::CAKE_FILLING_PRICE)?;
        assert_eq!(found, Some(price));
        assert_eq!(session.load(cream, Filling::CAKES)?, [cake]);
        Ok(())
    }

    #[test]
    fn a_link_stays_as_long_as_it_has_a_price() -> Result<()> {
        let Priced {
            mut session,
            cake,
            cream,
            price,
        } = priced()?;
        session.remove(cake, Cake::FILLINGS, cream)?;
        let error = session.commit().unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Integrity(Constraint::ForeignKey),
            "{error}"
        );
        session.rollback()?;
        assert_eq!(session.load(cake, Cake::FILLINGS)?, [cream]);
        assert_eq!(session[price].price, 2.5);

        let link = session.get_one::<CakeFilling>((1, 1))?;
        session.delete(link)?;
        let error = session.commit().unwrap_err();
        let told = "the row of `cake_filling` with the key 1, 1 is still referred to by `cake_id`, `filling_id` of `cake_filling_price`";
        assert!(error.to_string().contains(told), "{error}");
        Ok(())
    }

    #[test]
    fn a_link_goes_after_its_price() -> Result<()> {
        for at_once in [true, false] {
            let Priced {
                mut session,
                cake,
                cream,
                price,
            } = priced()?;
            session.delete(price)?;
            if !at_once {
                session.flush()?;
            }
            session.remove(cake, Cake::FILLINGS, cream)?;
            session.commit()?;
            assert_eq!(session.load(cake, Cake::FILLINGS)?, []);
            assert_eq!(session.query::<CakeFilling>().count()?, 0);
            assert_eq!(session.query::<CakeFillingPrice>().count()?, 0);
        }
        Ok(())
    }
}

mod case_58_order_details {
    use super::*;
    use crate::case_058_order_details::models::{
        METADATA, NewOrder, NewOrderDetail, NewProduct, Order, OrderDetail, Product,
    };

    #[test]
    fn lines_are_written_and_products_read() -> Result<()> {
        let mut session = Session::new(&created(&METADATA));
        let order = session.add(NewOrder::new());
        let [tea, salt] = [(); 2].map(|()| session.add(NewProduct::new()));
        let line = NewOrderDetail::new().product(tea).unit_price(3.5).qty(2);
        let line = session.append(order, Order::ORDER_DETAILS, line)?;
        let other = NewOrderDetail::new().order(order).unit_price(1.25);
        let other = session.append(salt, Product::ORDER_DETAILS, other)?;
        session.commit()?;
        assert_eq!((session[line].qty, session[other].qty), (2, 1));
        assert_eq!(session.load(order, Order::PRODUCTS)?, [tea, salt]);
        assert_eq!(session.load(tea, Product::ORDERS)?, [order]);
        assert_eq!(session.load(order, Order::ORDER_DETAILS)?, [line, other]);
        assert_eq!(session.load(salt, Product::ORDER_DETAILS)?, [other]);

        session[line].qty = 5;
        session.delete(other)?;
        session.commit()?;
        session.refresh(order)?;
        assert_eq!(session.load(order, Order::PRODUCTS)?, [tea]);
        let dear = OrderDetail::QTY.gt(4);
        let query = session.query::<Order>();
        let query = query.filter(Order::ORDER_DETAILS.any(dear));
        assert_eq!(query.all()?, [order]);
        Ok(())
    }
}
